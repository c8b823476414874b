import { Body, Controller, Post } from '@nestjs/common';
import { ApiCreatedResponse, ApiProperty, ApiTags } from '@nestjs/swagger';
import { Allow, anyone, Describe } from '@open122/http';
import { Type } from 'class-transformer';
import { IsDefined, ValidateNested } from 'class-validator';

import { DocumentFields, IsCode, IsMobile, IsName, IsPassword } from '../fields';
import { SessionView } from '../session-answer';
import { RegisterOnline } from './register-online';

class OnlineRegistration {
  @ApiProperty({ type: DocumentFields })
  @IsDefined()
  @ValidateNested()
  @Type(() => DocumentFields)
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
