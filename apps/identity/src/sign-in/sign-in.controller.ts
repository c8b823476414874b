import { Body, Controller, HttpCode, Post } from '@nestjs/common';
import { ApiOkResponse, ApiPropertyOptional, ApiTags } from '@nestjs/swagger';
import { Allow, anyone, Describe, IsMobile } from '@open122/http';
import { IsOptional, Matches } from 'class-validator';

import { ClientAddress } from '../client-address';
import { IsPassword, IsReplaced } from '../fields';
import { SessionView } from '../session-answer';
import { SignIn } from './sign-in';

class Credentials {
  @IsMobile()
  mobile!: string;

  @IsPassword()
  password!: string;

  @ApiPropertyOptional({
    type: String,
    description:
      'may be left out with a password of 15 and more characters, unless too many sign-ins failed of late',
  })
  @IsOptional()
  @Matches(/^\d{6}$/)
  code?: string;

  @IsReplaced()
  replaces?: string;
}

@ApiTags('accounts')
@Controller('v1/sessions')
export class SignInController {
  constructor(private readonly signIn: SignIn) {}

  @Post()
  @HttpCode(200)
  @Allow(anyone())
  @Describe('登录', 'Sign in with password and SMS code')
  @ApiOkResponse({ type: SessionView })
  async open(
    @Body() { mobile, password, code, replaces }: Credentials,
    @ClientAddress() client: string,
  ): Promise<SessionView> {
    const entries = { mobile, password, code: code ?? undefined, replaces: replaces ?? undefined };
    return this.signIn.signIn(entries, client);
  }
}
