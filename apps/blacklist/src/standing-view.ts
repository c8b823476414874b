import { ApiProperty } from '@nestjs/swagger';
import { inShanghai, type Instant, LISTING_CAUSES } from '@open122/contracts';

import { type Lifting, mayAppeal } from './lifting';
import { LiftingView } from './lifting-view';
import { listingAt, type Standing } from './standing';

class CauseView {
  @ApiProperty({ enum: LISTING_CAUSES })
  cause!: string;

  @ApiProperty({ type: String, description: 'application' })
  serial!: string;

  @ApiProperty({ type: String, format: 'date-time' })
  at!: string;
}

/** A standing as it is now; nulls and no causes when the person is not listed; with every lifting there was. */
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

  @ApiProperty({ type: Boolean, description: 'once per listing' })
  mayAppeal!: boolean;

  @ApiProperty({ type: [LiftingView], description: 'appeals and what came of them, the latest first' })
  liftings!: LiftingView[];
}

export function showStanding(
  standing: Standing,
  liftings: readonly Lifting[],
  view: (lifting: Lifting) => LiftingView,
  now: Instant,
): StandingView {
  const listing = listingAt(standing, now);
  return {
    listedFrom: listing && inShanghai(listing.from),
    listedUntil: listing && inShanghai(listing.until),
    causes: (listing?.causes ?? []).map(({ cause, serial, at }) => ({ cause, serial, at: inShanghai(at) })),
    mayAppeal: mayAppeal(listing, liftings),
    liftings: liftings.map(view),
  };
}
