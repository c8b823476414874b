import { Body, Controller, Post } from '@nestjs/common';
import { ApiCreatedResponse, ApiTags } from '@nestjs/swagger';
import { Allow, anyone, Describe, type DocumentFields, IsDocument, IsMobile, IsName } from '@open122/http';

import { IsCode, IsPassword } from '../fields';
import { SessionView } from '../session-answer';
import { RegisterOnline } from './register-online';

class OnlineRegistration {
  @IsDocument()
  document!: DocumentFields;

  @IsName()
  name!: string;

  @IsMobile()
  mobile!: string;

  @IsCode()
  code!: string;

  @IsPassword()
  password!: string;
}

@ApiTags('accounts')
@Controller('v1/account/registrations')
export class RegisterOnlineController {
  constructor(private readonly registerOnline: RegisterOnline) {}

  @Post()
  @Allow(anyone())
  @Describe(
    '网上注册',
    'Register online: the mobile has to be on file with a licence or a vehicle of this document; else a window does it',
  )
  @ApiCreatedResponse({ type: SessionView })
  async register(@Body() given: OnlineRegistration): Promise<SessionView> {
    const { document, name, mobile, code, password } = given;
    return this.registerOnline.register({ document, name, mobile, code, password });
  }
}
