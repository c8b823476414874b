import { Body, Controller, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import {
  ApiCreatedResponse,
  ApiHeader,
  ApiOkResponse,
  ApiProperty,
  ApiPropertyOptional,
} from '@nestjs/swagger';
import type { Instant } from '@open122/contracts';
import {
  Allow,
  Command,
  type CommandRequest,
  CurrentLanguage,
  decodeCursor,
  Describe,
  type Language,
  PageQuery,
  refuseRequest,
  staff,
} from '@open122/http';
import { IsIn, IsOptional, IsString, isUUID, Length } from 'class-validator';

import { LIFTING_STATES, LIFTING_STEPS, type LiftingState, type LiftingStep } from '../lifting';
import { LiftingEntryView, LiftingView } from '../lifting-view';
import { personRefOf } from '../person-ref';
import { refuse } from '../refusals';
import { DecideLiftings } from './decide-liftings';

class LiftingProposal {
  @ApiProperty({
    ...{ type: String, minLength: 1, maxLength: 500 },
    description: 'long numbers and plates in it are not kept',
  })
  @IsString()
  @Length(1, 500)
  reason!: string;
}

class LiftingDecisionBody extends LiftingProposal {
  @ApiProperty({ enum: LIFTING_STEPS })
  @IsIn(LIFTING_STEPS)
  step!: LiftingStep;
}

class LiftingQueueQuery extends PageQuery {
  @ApiPropertyOptional({ enum: LIFTING_STATES, default: 'appealed' })
  @IsOptional()
  @IsIn(LIFTING_STATES)
  state: LiftingState = 'appealed';
}

class LiftingPageView {
  @ApiProperty({ type: [LiftingEntryView] })
  items!: LiftingEntryView[];

  @ApiProperty({ type: String, nullable: true })
  next!: string | null;
}

@Controller('v1/ops')
export class DecideLiftingsController {
  constructor(private readonly decideLiftings: DecideLiftings) {}

  @Get('liftings')
  @Allow(staff('operator', 'auditor', 'administrator'))
  @Describe(
    '提前解除限制的申诉与提议',
    'Liftings of one state, the oldest first; what is said in them is read with the person’s standing',
  )
  @ApiOkResponse({ type: LiftingPageView })
  async queue(@Query() { state, limit, cursor }: LiftingQueueQuery): Promise<LiftingPageView> {
    const key = decodeCursor(cursor, 2)?.map(String);
    const [openedAt = '', id = ''] = key ?? [];
    if (key !== undefined && (Number.isNaN(Date.parse(openedAt)) || !isUUID(id)))
      throw refuseRequest.invalidCursor();
    const after = key === undefined ? null : { openedAt: openedAt as Instant, id };
    return this.decideLiftings.queue(state, after, limit);
  }

  @Post('standings/:person/liftings')
  @Allow(staff('operator'))
  @Describe('提议提前解除限制', 'Propose to lift a person’s listing without an appeal of his')
  @ApiHeader({ name: 'Idempotency-Key', required: true })
  @ApiCreatedResponse({ type: LiftingView })
  async propose(
    @Param('person') person: string,
    @Command() command: CommandRequest,
    @Body() { reason }: LiftingProposal,
    @CurrentLanguage() language: Language,
  ): Promise<LiftingView> {
    return this.decideLiftings.propose(command, personRefOf(person), reason, language);
  }

  @Post('liftings/:liftingId/decisions')
  @HttpCode(200)
  @Allow(staff('operator'))
  @Describe(
    '审核提前解除限制',
    'One step: propose to lift; another operator confirms or refuses. An appeal that nobody has proposed on is refused alone',
  )
  @ApiHeader({ name: 'Idempotency-Key', required: true })
  @ApiOkResponse({ type: LiftingView })
  async decide(
    @Param('liftingId') liftingId: string,
    @Command() command: CommandRequest,
    @Body() { step, reason }: LiftingDecisionBody,
    @CurrentLanguage() language: Language,
  ): Promise<LiftingView> {
    if (!isUUID(liftingId)) throw refuse.liftingNotFound();
    return this.decideLiftings.decide(command, liftingId, { step, reason }, language);
  }
}
