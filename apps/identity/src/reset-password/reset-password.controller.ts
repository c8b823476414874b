import { Body, Controller, HttpCode, Post } from '@nestjs/common';
import { ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { Allow, anyone, Describe, type DocumentFields, IsDocument, IsMobile } from '@open122/http';

import { IsCode, IsPassword } from '../fields';
import { SessionView } from '../session-answer';
import { ResetPassword } from './reset-password';

class PasswordReset {
  @IsDocument()
  document!: DocumentFields;

  @IsMobile()
  mobile!: string;

  @IsCode()
  code!: string;

  @IsPassword()
  password!: string;
}

@ApiTags('accounts')
@Controller('v1/account/password-resets')
export class ResetPasswordController {
  constructor(private readonly resetPassword: ResetPassword) {}

  @Post()
  @HttpCode(200)
  @Allow(anyone())
  @Describe('重置密码', 'A new password by a code and the document; all sessions of before end')
  @ApiOkResponse({ type: SessionView })
  async reset(@Body() { document, mobile, code, password }: PasswordReset): Promise<SessionView> {
    return this.resetPassword.reset({ document, mobile, code, password });
  }
}
