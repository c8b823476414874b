import { Controller, Get, Param, Query } from '@nestjs/common';
import { ApiExtraModels, ApiOkResponse, ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import {
  Allow,
  CurrentLanguage,
  CurrentPrincipal,
  Describe,
  type Language,
  operator,
  type Page,
  PageQuery,
  type Principal,
  staff,
} from '@open122/http';
import { IsIn, IsOptional } from 'class-validator';

import { APPLICATION_STATES, type ApplicationState } from '../life-cycle';
import { ApplicationView, pageSchema, TimelineEntryView } from '../views';
import { Queue } from './queue';

export class QueueQuery extends PageQuery {
  @ApiPropertyOptional({ type: String, enum: APPLICATION_STATES, default: 'SUBMITTED' })
  @IsOptional()
  @IsIn(APPLICATION_STATES)
  state: ApplicationState = 'SUBMITTED';
}

export class QueuedView extends ApplicationView {
  @ApiProperty({ type: 'integer', description: 'working days past decisionDueOn; 0 in time' })
  workingDaysLate!: number;
}

export class CaseView extends QueuedView {
  @ApiProperty({ type: String, description: 'reference; the name is asked of the directory' })
  person!: string;

  @ApiProperty({ type: [TimelineEntryView] })
  timeline!: TimelineEntryView[];
}

@Controller('v1/ops')
@ApiExtraModels(QueuedView)
export class QueueController {
  constructor(private readonly queue: Queue) {}

  @Get(':owner/applications')
  @Allow(operator(), staff('auditor'))
  @Describe(
    '待审核队列（含期限与逾期）',
    'Applications in a state, the oldest first, with deadline and lateness',
  )
  @ApiOkResponse({ schema: pageSchema(QueuedView) })
  async list(
    @Param('owner') owner: string,
    @Query() query: QueueQuery,
    @CurrentLanguage() language: Language,
  ): Promise<Page<QueuedView>> {
    return this.queue.list(owner, query, language);
  }

  @Get('applications/:serial')
  @Allow(operator())
  @Describe('审核人员查看一件申请', 'One application as its operators see it')
  @ApiOkResponse({ type: CaseView })
  async one(
    @Param('serial') serial: string,
    @CurrentPrincipal() principal: Principal,
    @CurrentLanguage() language: Language,
  ): Promise<CaseView> {
    return this.queue.one(serial, principal, language);
  }
}
