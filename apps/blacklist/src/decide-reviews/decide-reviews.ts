import { Injectable } from '@nestjs/common';
import type { Instant, PersonRef } from '@open122/contracts';
import { actorOf, type CommandRequest, Idempotency, type Page, pageOf, principalStaff } from '@open122/http';
import { Audit, Clock, Database } from '@open122/service';

import { refuse } from '../refusals';
import { decide, type Review, type ReviewDecision, type ReviewState } from '../review';
import { type Queued, ReviewStore } from '../review.store';
import { type ReviewView, showReview } from '../review-view';
import { lift, listingAt } from '../standing';
import { StandingStore } from '../standing.store';

const FAULTS = {
  state: refuse.reviewState,
  'same-operator': refuse.reviewSecond,
  changed: refuse.reviewChanged,
} as const;

/** Two operators lift a listing, with a reason (rules §4). */
@Injectable()
export class DecideReviews {
  constructor(
    private readonly database: Database,
    private readonly idempotency: Idempotency,
    private readonly standings: StandingStore,
    private readonly reviews: ReviewStore,
    private readonly clock: Clock,
    private readonly audit: Audit,
  ) {}

  /** A page may have fewer than asked for: listings that have ended by themselves need nobody any more. */
  async queue(
    state: ReviewState,
    after: { openedAt: Instant; person: string } | null,
    limit: number,
  ): Promise<Page<Review>> {
    const rows = await this.database.read((tx) => this.reviews.queue(tx, state, after, limit + 1));
    const { items, next } = pageOf(rows, limit, ({ review }) => [review.openedAt, review.person]);
    const now = this.clock.now();
    const needed = ({ review, standing }: Queued): boolean =>
      review.state === 'lifted' || listingAt(standing, now)?.from === review.listedFrom;
    return { items: items.filter(needed).map(({ review }) => review), next };
  }

  async decide(
    command: CommandRequest,
    person: PersonRef,
    given: Omit<ReviewDecision, 'operator'>,
  ): Promise<ReviewView> {
    const operator = principalStaff(command.principal);
    if (operator.person === person) throw refuse.ownListing();
    const { body } = await this.idempotency.run(command, async (tx) => {
      const now = this.clock.now();
      const standing = await this.standings.lock(tx, person);
      const listing = listingAt(standing, now);
      if (listing === null) throw refuse.notListed();
      const before = await this.reviews.of(tx, person, listing.from);
      const decision = { ...given, operator: operator.staff };
      const review = decide({ person, listing, review: before }, decision, now);
      if ('fault' in review) throw FAULTS[review.fault]();
      await this.reviews.write(tx, review);
      const lifted = review.state === 'lifted' ? lift(standing, now) : null;
      if (lifted !== null) await this.standings.update(tx, standing, lifted, now);
      await this.audit.record(tx, {
        ...{ actor: actorOf(operator), action: `listing.${given.step}`, subject: person },
        ...{ purpose: given.reason, detail: { listedFrom: listing.from, state: review.state } },
      });
      return { status: 200, body: showReview(review) };
    });
    return body;
  }
}
