import { Body, Controller, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import { ApiOkResponse, ApiProperty, ApiPropertyOptional, ApiTags } from '@nestjs/swagger';
import type { Day, Instant } from '@open122/contracts';
import {
  Allow,
  Command,
  type CommandRequest,
  decodeCursor,
  Describe,
  PageQuery,
  refuseRequest,
  staff,
} from '@open122/http';
import { IsIn, IsOptional, IsString, Length } from 'class-validator';

import { IsDay } from '../change-agents/agent-fields';
import { isUuid } from '../fields';
import { GRANT_STATES, GRANT_STEPS, type GrantState, type GrantStep } from '../grant';
import { GrantView } from '../grant-view';
import { refuse } from '../refusals';
import { DecideGrants } from './decide-grants';

class GrantDecision {
  @ApiProperty({ enum: GRANT_STEPS })
  @IsIn(GRANT_STEPS)
  step!: GrantStep;

  @ApiProperty({ type: String, minLength: 1, maxLength: 500 })
  @IsString()
  @Length(1, 500)
  reason!: string;

  @ApiPropertyOptional({ type: String, format: 'date', description: 'of a proposal: the first day' })
  @IsOptional()
  @IsDay('first day')
  validFrom?: Day;

  @ApiPropertyOptional({
    type: String,
    format: 'date',
    description: 'the last day; without one it has no end',
  })
  @IsOptional()
  @IsDay('last day')
  validUntil?: Day;
}

class GrantQueueQuery extends PageQuery {
  @ApiPropertyOptional({ enum: GRANT_STATES, default: 'applied' })
  @IsOptional()
  @IsIn(GRANT_STATES)
  state: GrantState = 'applied';
}

class GrantPageView {
  @ApiProperty({ type: [GrantView] })
  items!: GrantView[];

  @ApiProperty({ type: String, nullable: true })
  next!: string | null;
}

@ApiTags('staff')
@Controller('v1/ops/grants')
export class DecideGrantsController {
  constructor(private readonly decideGrants: DecideGrants) {}

  @Get()
  @Allow(staff('grants-officer', 'auditor'))
  @Describe('委托业务申请', 'Grants of one state, the oldest application first')
  @ApiOkResponse({ type: GrantPageView })
  async queue(@Query() { state, limit, cursor }: GrantQueueQuery): Promise<GrantPageView> {
    const key = decodeCursor(cursor, 2)?.map(String);
    if (key !== undefined && !(isUuid(key[1] ?? '') && !Number.isNaN(Date.parse(key[0] ?? ''))))
      throw refuseRequest.invalidCursor();
    const after = key === undefined ? null : { appliedAt: key[0] as Instant, id: key[1] ?? '' };
    return this.decideGrants.queue(state, after, limit);
  }

  @Post(':grantId/decisions')
  @HttpCode(200)
  @Allow(staff('grants-officer'))
  @Describe(
    '审批委托业务',
    'One step: propose a period and have another officer confirm it; refuse, suspend, withdraw alone; resume is a proposal',
  )
  @ApiOkResponse({ type: GrantView })
  async decide(
    @Param('grantId') grantId: string,
    @Command() command: CommandRequest,
    @Body() { step, reason, validFrom, validUntil }: GrantDecision,
  ): Promise<GrantView> {
    if (!isUuid(grantId)) throw refuse.grantUnknown();
    return this.decideGrants.decide(command, grantId, {
      ...{ step, reason, validUntil: validUntil ?? null },
      ...(validFrom !== undefined && { validFrom }),
    });
  }
}
