import { Body, Controller, HttpCode, Post } from '@nestjs/common';
import { ApiAcceptedResponse, ApiProperty, ApiTags } from '@nestjs/swagger';
import { Allow, anyone, Describe, IsMobile } from '@open122/http';
import { IsIn } from 'class-validator';

import { PUBLIC_PURPOSES, type PublicPurpose, SendSmsCode } from './send-sms-code';

class CodeRequest {
  @IsMobile()
  mobile!: string;

  @ApiProperty({ enum: PUBLIC_PURPOSES })
  @IsIn(PUBLIC_PURPOSES)
  purpose!: PublicPurpose;
}

@ApiTags('accounts')
@Controller('v1/sms-codes')
export class SendSmsCodeController {
  constructor(private readonly sendSmsCode: SendSmsCode) {}

  @Post()
  @HttpCode(202)
  @Allow(anyone())
  @Describe(
    '发送注册或登录验证码',
    'Send a code for registering or signing in; the answer never tells whether the mobile is known',
  )
  @ApiAcceptedResponse({ schema: { type: 'object', additionalProperties: false } })
  async send(@Body() { mobile, purpose }: CodeRequest): Promise<object> {
    await this.sendSmsCode.send(mobile, purpose);
    return {};
  }
}
