import { Body, Controller, HttpCode, Post } from '@nestjs/common';
import { ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { Allow, anyone, Describe, IsMobile } from '@open122/http';

import { IsCode, IsPassword } from '../fields';
import { SessionView } from '../session-answer';
import { ActivateAccount } from './activate-account';

class Activation {
  @IsMobile()
  mobile!: string;

  @IsCode()
  code!: string;

  @IsPassword()
  password!: string;
}

@ApiTags('accounts')
@Controller('v1/account/activation')
export class ActivateAccountController {
  constructor(private readonly activateAccount: ActivateAccount) {}

  @Post()
  @HttpCode(200)
  @Allow(anyone())
  @Describe(
    '首次登录并设置密码',
    'First sign-in: a code to the registered mobile, and a password of one’s own',
  )
  @ApiOkResponse({ type: SessionView })
  async activate(@Body() { mobile, code, password }: Activation): Promise<SessionView> {
    return this.activateAccount.activate(mobile, code, password);
  }
}
