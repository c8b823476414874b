import { Body, Controller, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import { ApiOkResponse, ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { inShanghai, type Instant } from '@open122/contracts';
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

import { personRefOf } from '../person-ref';
import { type Review, REVIEW_STATES, REVIEW_STEPS, type ReviewState, type ReviewStep } from '../review';
import { ReviewView } from '../review-view';
import { DecideReviews } from './decide-reviews';

class ReviewDecisionBody {
  @ApiProperty({ enum: REVIEW_STEPS })
  @IsIn(REVIEW_STEPS)
  step!: ReviewStep;

  @ApiProperty({ type: String, minLength: 1, maxLength: 500 })
  @IsString()
  @Length(1, 500)
  reason!: string;
}

class ReviewQueueQuery extends PageQuery {
  @ApiPropertyOptional({ enum: REVIEW_STATES, default: 'appealed' })
  @IsOptional()
  @IsIn(REVIEW_STATES)
  state: ReviewState = 'appealed';
}

/** Which listing waits; why he is listed and what he says is read with a purpose, and audited (`/v1/ops/standings/{person}`). */
class QueuedReviewView {
  @ApiProperty({ type: String, description: 'reference' })
  person!: string;

  @ApiProperty({ type: String, format: 'date-time', description: 'beginning of the listing' })
  listedFrom!: string;

  @ApiProperty({ enum: REVIEW_STATES })
  state!: ReviewState;

  @ApiProperty({ type: String, format: 'date-time', description: 'of the appeal or the first proposal' })
  openedAt!: string;
}

class ReviewPageView {
  @ApiProperty({ type: [QueuedReviewView] })
  items!: QueuedReviewView[];

  @ApiProperty({ type: String, nullable: true })
  next!: string | null;
}

@Controller('v1/ops/listing-reviews')
export class DecideReviewsController {
  constructor(private readonly reviews: DecideReviews) {}

  @Get()
  @Allow(staff('operator', 'auditor'))
  @Describe('限制申诉与解除', 'Appeals against listings and proposals to lift them, the oldest first')
  @ApiOkResponse({ type: ReviewPageView })
  async queue(@Query() { state, limit, cursor }: ReviewQueueQuery): Promise<ReviewPageView> {
    const key = decodeCursor(cursor, 2)?.map(String);
    if (key !== undefined && Number.isNaN(Date.parse(key[0] ?? ''))) throw refuseRequest.invalidCursor();
    const after = key === undefined ? null : { openedAt: key[0] as Instant, person: key[1] ?? '' };
    const { items, next } = await this.reviews.queue(state, after, limit);
    return { items: items.map(showQueued), next };
  }

  @Post(':person/decisions')
  @HttpCode(200)
  @Allow(staff('operator'))
  @Describe(
    '解除限制',
    'One step on a person’s listing: propose to lift it and have another operator confirm; reject alone',
  )
  @ApiOkResponse({ type: ReviewView })
  async decide(
    @Param('person') person: string,
    @Command() command: CommandRequest,
    @Body() { step, reason }: ReviewDecisionBody,
  ): Promise<ReviewView> {
    return this.reviews.decide(command, personRefOf(person), { step, reason });
  }
}

const showQueued = ({ person, listedFrom, state, openedAt }: Review): QueuedReviewView => ({
  ...{ person, listedFrom: inShanghai(listedFrom), state, openedAt: inShanghai(openedAt) },
});
