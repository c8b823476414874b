import { ApiProperty } from '@nestjs/swagger';
import { inShanghai, type Instant, LISTING_CAUSES } from '@open122/contracts';

import { listingAt, type Standing } from './standing';

class CauseView {
  @ApiProperty({ enum: LISTING_CAUSES })
  cause!: string;

  @ApiProperty({ type: String, description: 'application' })
  serial!: string;

  @ApiProperty({ type: String, format: 'date-time' })
  at!: string;
}

/** A standing as it is now; nulls and no causes when the person is not listed. */
export class StandingView {
  @ApiProperty({ type: String, format: 'date-time', nullable: true })
  listedFrom!: string | null;

  @ApiProperty({
    type: String,
    format: 'date-time',
    nullable: true,
    description: 'exclusive; ends by itself',
  })
  listedUntil!: string | null;

  @ApiProperty({ type: [CauseView] })
  causes!: CauseView[];
}

export function showStanding(standing: Standing, now: Instant): StandingView {
  const listing = listingAt(standing, now);
  return {
    listedFrom: listing && inShanghai(listing.from),
    listedUntil: listing && inShanghai(listing.until),
    causes: (listing?.causes ?? []).map((each) => ({ ...each, at: inShanghai(each.at) })),
  };
}
