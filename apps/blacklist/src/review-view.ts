import { ApiProperty } from '@nestjs/swagger';
import { inShanghai } from '@open122/contracts';

import { type Review, REVIEW_STATES, type ReviewState } from './review';

/** What became of a listing that was appealed against or looked at again. */
export class ReviewView {
  @ApiProperty({ type: String, format: 'date-time', description: 'beginning of the listing' })
  listedFrom!: string;

  @ApiProperty({ enum: REVIEW_STATES })
  state!: ReviewState;

  @ApiProperty({ type: String, nullable: true, description: 'the person’s words' })
  appeal!: string | null;

  @ApiProperty({ type: String, format: 'date-time', nullable: true })
  appealedAt!: string | null;

  @ApiProperty({ type: String, nullable: true, description: 'of the operator’s last step' })
  reason!: string | null;

  @ApiProperty({ type: String, format: 'date-time' })
  changedAt!: string;
}

export const showReview = ({
  listedFrom,
  state,
  appeal,
  appealedAt,
  reason,
  changedAt,
}: Review): ReviewView => ({
  ...{ listedFrom: inShanghai(listedFrom), state, appeal, reason },
  ...{ appealedAt: appealedAt && inShanghai(appealedAt), changedAt: inShanghai(changedAt) },
});
