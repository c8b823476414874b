import { Body, Controller, Get, Post, Query } from '@nestjs/common';
import { ApiCreatedResponse, ApiHeader, ApiOkResponse, ApiProperty, ApiTags } from '@nestjs/swagger';
import type { Instant } from '@open122/contracts';
import {
  Command,
  type CommandRequest,
  CurrentPrincipal,
  decodeCursor,
  Describe,
  May,
  PageQuery,
  type Principal,
  principalAgent,
  refuseRequest,
} from '@open122/http';
import { isUUID } from 'class-validator';

import { BindLicenceBody } from '../bind-licence/bind-licence.controller';
import { CONSENT_STATES, type ConsentState } from '../consent';
import { AskConsent } from './ask-consent';

export class AskedConsentView {
  @ApiProperty({ type: String, format: 'uuid' })
  consentId!: string;

  @ApiProperty({ type: String })
  fileNumber!: string;

  @ApiProperty({ type: String, enum: CONSENT_STATES })
  state!: ConsentState;

  @ApiProperty({ type: String, format: 'date-time' })
  askedAt!: string;

  @ApiProperty({ type: String, format: 'date-time', nullable: true })
  decidedAt!: string | null;
}

class AskedConsentPageView {
  @ApiProperty({ type: [AskedConsentView] })
  items!: AskedConsentView[];

  @ApiProperty({ type: String, nullable: true })
  next!: string | null;
}

@ApiTags('organisations')
@Controller('v1/organisation/licence-consents')
export class AskConsentController {
  constructor(private readonly askConsent: AskConsent) {}

  @Post()
  @May('consented-licences')
  @Describe('申请查询驾驶人的驾驶证', 'Ask a driver for his consent to see his licence')
  @ApiHeader({ name: 'Idempotency-Key', required: true })
  @ApiCreatedResponse({ type: AskedConsentView })
  async ask(
    @Command() command: CommandRequest,
    @Body() { fileNumber }: BindLicenceBody,
  ): Promise<AskedConsentView> {
    return this.askConsent.ask(command, fileNumber);
  }

  @Get()
  @May('consented-licences')
  @Describe('本单位申请的驾驶人同意', 'What my organisation has asked drivers for, the latest first')
  @ApiOkResponse({ type: AskedConsentPageView })
  async list(
    @CurrentPrincipal() principal: Principal,
    @Query() { limit, cursor }: PageQuery,
  ): Promise<AskedConsentPageView> {
    const key = decodeCursor(cursor, 2)?.map(String);
    const [askedAt = '', consentId = ''] = key ?? [];
    if (key !== undefined && (Number.isNaN(Date.parse(askedAt)) || !isUUID(consentId)))
      throw refuseRequest.invalidCursor();
    const before = key === undefined ? null : { askedAt: askedAt as Instant, consentId };
    return this.askConsent.list(principalAgent(principal), before, limit);
  }
}
