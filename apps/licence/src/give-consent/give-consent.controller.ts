import { Body, Controller, Get, HttpCode, Param, Post } from '@nestjs/common';
import { ApiHeader, ApiOkResponse, ApiProperty } from '@nestjs/swagger';
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
import { IsIn } from 'class-validator';

import { CONSENT_STATES, type ConsentDecision, type ConsentState, DECISIONS } from '../consent';
import { GiveConsent } from './give-consent';

class ConsentDecisionBody {
  @ApiProperty({ type: String, enum: DECISIONS })
  @IsIn(DECISIONS)
  decision!: ConsentDecision;
}

export class ConsentView {
  @ApiProperty({ type: String, format: 'uuid' })
  consentId!: string;

  @ApiProperty({ type: String, description: 'the name of the organisation' })
  organisation!: string;

  @ApiProperty({ type: String, enum: CONSENT_STATES })
  state!: ConsentState;

  @ApiProperty({ type: String, format: 'date-time' })
  askedAt!: string;

  @ApiProperty({ type: String, format: 'date-time', nullable: true })
  decidedAt!: string | null;
}

class ConsentListView {
  @ApiProperty({ type: [ConsentView] })
  items!: ConsentView[];
}

@Controller('v1/me/licence-consents')
export class GiveConsentController {
  constructor(private readonly giveConsent: GiveConsent) {}

  @Get()
  @Allow(person())
  @Describe('单位查询本人驾驶证的申请与授权', 'Which organisations may see my licence, or ask to')
  @ApiOkResponse({ type: ConsentListView })
  async list(@CurrentPrincipal() principal: Principal): Promise<ConsentListView> {
    return { items: await this.giveConsent.list(principalPerson(principal)) };
  }

  @Post(':consentId/decisions')
  @HttpCode(200)
  @Allow(person())
  @Describe('同意、拒绝或撤回', 'Give my consent, refuse it, or take it back')
  @ApiHeader({ name: 'Idempotency-Key', required: true })
  @ApiOkResponse({ type: ConsentView })
  async decide(
    @Param('consentId') consentId: string,
    @Command() command: CommandRequest,
    @Body() { decision }: ConsentDecisionBody,
  ): Promise<ConsentView> {
    return this.giveConsent.decide(command, consentId, decision);
  }
}
