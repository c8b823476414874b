import { Injectable } from '@nestjs/common';
import { AppealRejected, epochOf, type Instant, ListingLifted, type PersonRef } from '@open122/contracts';
import { Outbox } from '@open122/messaging';
import { instantColumn, type Tx } from '@open122/service';
import { EntitySchema, type EntitySchemaColumnOptions } from 'typeorm';

import type { Review, ReviewState } from './review';
import type { Standing } from './standing';

const columns = {
  person: { type: 'text', primary: true },
  listedFrom: instantColumn({ name: 'listed_from', primary: true }),
  state: { type: 'text' },
  appeal: { type: 'text', nullable: true },
  appealedAt: instantColumn({ name: 'appealed_at', nullable: true }),
  reason: { type: 'text', nullable: true },
  proposedBy: { type: 'text', name: 'proposed_by', nullable: true },
  causes: { type: 'integer' },
  openedAt: instantColumn({ name: 'opened_at' }),
  changedAt: instantColumn({ name: 'changed_at' }),
  version: { type: 'integer' },
} satisfies Record<keyof Review, EntitySchemaColumnOptions>;

export const ReviewSchema = new EntitySchema<Review>({
  name: 'Review',
  tableName: 'listing_review',
  columns,
});

const QUEUE = `
select review.person, listed_from as "listedFrom", state, appeal, appealed_at as "appealedAt", reason,
  proposed_by as "proposedBy", review.causes, opened_at as "openedAt", changed_at as "changedAt", review.version,
  standing.causes as "standingCauses", standing.version as "standingVersion"
from listing_review as review join standing on standing.person = review.person
where state = $1 and (opened_at, review.person) > ($2::timestamptz, $3)
order by opened_at, review.person limit $4`;

type QueueRow = Review & { standingCauses: Standing['causes']; standingVersion: number };

/** A review with the standing it is about. */
export interface Queued {
  readonly review: Review;
  readonly standing: Standing;
}

/** One review per listing; its end is told to the person. */
@Injectable()
export class ReviewStore {
  constructor(private readonly outbox: Outbox) {}

  /** Of the listing that began then. */
  async of(tx: Tx, person: PersonRef, listedFrom: Instant): Promise<Review | null> {
    return tx.manager.findOneBy(ReviewSchema, { person, listedFrom });
  }

  /** Of the latest listing that had one. */
  async latestOf(tx: Tx, person: PersonRef): Promise<Review | null> {
    return tx.manager.findOne(ReviewSchema, { where: { person }, order: { listedFrom: 'DESC' } });
  }

  async allOf(tx: Tx, person: PersonRef): Promise<Review[]> {
    return tx.manager.find(ReviewSchema, { where: { person }, order: { listedFrom: 'ASC' } });
  }

  /** Of one state, the oldest first. */
  async queue(
    tx: Tx,
    state: ReviewState,
    after: { openedAt: Instant; person: string } | null,
    limit: number,
  ): Promise<Queued[]> {
    const rows = await tx.run<QueueRow>('review.queue', QUEUE, [
      ...[state, after?.openedAt ?? '-infinity', after?.person ?? '', limit],
    ]);
    return rows.map(({ standingCauses: causes, standingVersion: version, ...review }) => ({
      review,
      standing: { person: review.person, causes, version },
    }));
  }

  /** Writes what a step made of it, and says how it ended. */
  async write(tx: Tx, review: Review): Promise<void> {
    const { person, listedFrom, state, appealedAt, changedAt: at, version } = review;
    if (version === 1) await tx.manager.insert(ReviewSchema, review);
    else {
      const before = { person, listedFrom, version: version - 1 };
      const { affected } = await tx.manager.update(ReviewSchema, before, review);
      if (affected !== 1) throw new Error(`a review is not at version ${before.version} any more`);
    }
    const data = { person, listedFrom, at };
    const options = { version: epochOf(at), at };
    if (state === 'lifted') await this.outbox.add(tx, ListingLifted, data, options);
    if (state === 'rejected' && appealedAt !== null) await this.outbox.add(tx, AppealRejected, data, options);
  }
}
