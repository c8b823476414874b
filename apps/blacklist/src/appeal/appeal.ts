import { Injectable } from '@nestjs/common';
import { actorOf, type CommandRequest, Idempotency, principalPerson } from '@open122/http';
import { Audit, Clock } from '@open122/service';

import { refuse } from '../refusals';
import { appeal } from '../review';
import { ReviewStore } from '../review.store';
import { type ReviewView, showReview } from '../review-view';
import { listingAt } from '../standing';
import { StandingStore } from '../standing.store';

/** Who is listed may say once per listing why he should not be (rules §4). */
@Injectable()
export class Appeal {
  constructor(
    private readonly idempotency: Idempotency,
    private readonly standings: StandingStore,
    private readonly reviews: ReviewStore,
    private readonly clock: Clock,
    private readonly audit: Audit,
  ) {}

  async appeal(command: CommandRequest, words: string): Promise<ReviewView> {
    const principal = principalPerson(command.principal);
    const { person } = principal;
    const { body } = await this.idempotency.run(command, async (tx) => {
      const now = this.clock.now();
      const listing = listingAt(await this.standings.lock(tx, person), now);
      if (listing === null) throw refuse.notListed();
      const review = appeal(
        { person, listing, review: await this.reviews.of(tx, person, listing.from) },
        words,
        now,
      );
      if (review === null) throw refuse.appealed();
      await this.reviews.write(tx, review);
      await this.audit.record(tx, { actor: actorOf(principal), action: 'listing.appeal', subject: person });
      return { status: 201, body: showReview(review) };
    });
    return body;
  }
}
