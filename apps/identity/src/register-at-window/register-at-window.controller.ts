import { Body, Controller, HttpCode, Post } from '@nestjs/common';
import {
  ApiAcceptedResponse,
  ApiCreatedResponse,
  ApiProperty,
  ApiPropertyOptional,
  ApiTags,
} from '@nestjs/swagger';
import {
  Allow,
  clerk,
  Command,
  type CommandRequest,
  CurrentPrincipal,
  Describe,
  type DocumentFields,
  IsDocument,
  IsMobile,
  IsName,
  type Principal,
  principalStaff,
} from '@open122/http';
import { IsOptional, Matches } from 'class-validator';

import { IsCode, IsPresent } from '../fields';
import { RegisterAtWindow } from './register-at-window';

class MobileAtDesk {
  @IsMobile()
  mobile!: string;
}

class Registration {
  @IsDocument()
  document!: DocumentFields;

  @IsName()
  name!: string;

  @IsMobile()
  mobile!: string;

  @IsCode()
  code!: string;

  @IsPresent()
  personPresent!: true;

  @ApiPropertyOptional({
    type: String,
    description: 'reference of the document’s scan in the window’s own archive',
  })
  @IsOptional()
  @Matches(/^[\x21-\x7e]{1,100}$/)
  scan?: string;
}

class RegisteredView {
  @ApiProperty({ type: String, format: 'uuid' })
  account!: string;

  @ApiProperty({ type: String, enum: ['window'] })
  level!: 'window';

  @ApiProperty({
    type: Boolean,
    description: 'there was an online account: its history stays, its credentials ended',
  })
  upgraded!: boolean;
}

@ApiTags('windows')
@Controller('v1/windows')
export class RegisterAtWindowController {
  constructor(private readonly registerAtWindow: RegisterAtWindow) {}

  @Post('sms-codes')
  @HttpCode(202)
  @Allow(clerk('individual'))
  @Describe('向办理人手机发送验证码', 'Send the code that confirms a mobile at the desk')
  @ApiAcceptedResponse({ schema: { type: 'object', additionalProperties: false } })
  async sendCode(
    @CurrentPrincipal() principal: Principal,
    @Body() { mobile }: MobileAtDesk,
  ): Promise<object> {
    await this.registerAtWindow.sendCode(principalStaff(principal), mobile);
    return {};
  }

  @Post('registrations')
  @Allow(clerk('individual'))
  @Describe('窗口实名注册', 'Register an individual at a window; an online account becomes one of the window')
  @ApiCreatedResponse({ type: RegisteredView })
  async register(@Command() command: CommandRequest, @Body() given: Registration): Promise<RegisteredView> {
    const { document, name, mobile, code, scan = null } = given;
    return this.registerAtWindow.register(command, { document, name, mobile, code, scan });
  }
}
