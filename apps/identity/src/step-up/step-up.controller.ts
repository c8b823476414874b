import { Body, Controller, HttpCode, Param, Post } from '@nestjs/common';
import { ApiCreatedResponse, ApiOkResponse, ApiProperty, ApiTags } from '@nestjs/swagger';
import {
  Allow,
  Command,
  type CommandRequest,
  CurrentPrincipal,
  Describe,
  person,
  type Principal,
  principalPerson,
} from '@open122/http';
import { IsString, Matches, MaxLength } from 'class-validator';

import { IsCode, isUuid } from '../fields';
import { refuse } from '../refusals';
import { StepUps } from './step-ups';

class StepUpFields {
  @ApiProperty({ type: String, description: 'what is confirmed, e.g. apply:<business>' })
  @IsString()
  @MaxLength(64)
  purpose!: string;

  @ApiProperty({ type: String, description: 'SHA-256 of the raw body to come, base64url without padding' })
  @Matches(/^[A-Za-z0-9_-]{43}$/)
  bodyDigest!: string;
}

class StepUpRequestedView {
  @ApiProperty({ type: String, format: 'uuid' })
  stepUpId!: string;

  @ApiProperty({ type: String, example: '138****0000' })
  sentTo!: string;
}

class Confirmation {
  @IsCode()
  code!: string;
}

class StepUpView {
  @ApiProperty({ type: String, description: 'for the header Step-Up; spent once' })
  stepUp!: string;

  @ApiProperty({ type: String, format: 'date-time', description: 'platform time' })
  expiresAt!: string;
}

@ApiTags('accounts')
@Controller('v1/step-ups')
export class StepUpController {
  constructor(private readonly stepUps: StepUps) {}

  @Post()
  @Allow(person())
  @Describe('申请短信确认', 'Ask for the SMS code that confirms one request')
  @ApiCreatedResponse({ type: StepUpRequestedView })
  async request(
    @Command() command: CommandRequest,
    @Body() given: StepUpFields,
  ): Promise<StepUpRequestedView> {
    return this.stepUps.request(command, { purpose: given.purpose, bodyDigest: given.bodyDigest });
  }

  @Post(':stepUpId/confirmation')
  @HttpCode(200)
  @Allow(person())
  @Describe('提交短信验证码', 'Exchange the code for a token of five minutes, bound to purpose and body')
  @ApiOkResponse({ type: StepUpView })
  async confirm(
    @CurrentPrincipal() principal: Principal,
    @Param('stepUpId') stepUpId: string,
    @Body() { code }: Confirmation,
  ): Promise<StepUpView> {
    if (!isUuid(stepUpId)) throw refuse.stepUpUnknown();
    return this.stepUps.confirm(principalPerson(principal), stepUpId, code);
  }
}
