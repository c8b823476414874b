import { Injectable } from '@nestjs/common';
import { Audit, Clock, Database, type Tx } from '@open122/service';

import type { Visit } from '../handover';
import { HandoverStore } from '../handover.store';
import { refuse } from '../refusals';
import { recordVisit, type VisitRecord } from '../visits';

/** A courier's report, its signature checked by the gateway. */
export interface Callback extends Visit {
  readonly handoverId: string;
  readonly parcel: string;
}
export type Taken = Extract<VisitRecord['kind'], 'recorded' | 'repeated' | 'late'>;

/** Takes in what couriers report. Reports may repeat and come out of order; visits count without gaps (rules §3). */
@Injectable()
export class RecordVisit {
  constructor(
    private readonly handovers: HandoverStore,
    private readonly database: Database,
    private readonly audit: Audit,
    private readonly clock: Clock,
  ) {}

  /** `courier` may report on his own parcels alone. Refuses `handover.not-found`, `.not-dispatched`, `visit.…`. */
  async record(courier: string, callback: Callback): Promise<Taken> {
    const kind = await this.database.transaction((tx) => this.take(tx, courier, callback));
    switch (kind) {
      case 'contradicted':
        throw refuse.contradictedVisit();
      case 'ahead':
        throw refuse.visitAhead();
      case 'early':
        throw refuse.notDispatched().with({ retryAfterSeconds: 2 });
      case 'recorded':
      case 'repeated':
      case 'late':
        return kind;
    }
  }

  private async take(tx: Tx, courier: string, callback: Callback): Promise<VisitRecord['kind']> {
    const { handoverId, parcel, visit, outcome, at, cashFen } = callback;
    const handover = await this.handovers.lock(tx, handoverId);
    if (handover?.courier !== courier || (handover.parcel ?? parcel) !== parcel) throw refuse.notFound();
    const record = recordVisit(
      handover,
      { visit, outcome, at, cashFen },
      this.handovers.policyOf(handover),
      this.clock.now(),
    );
    if (record.kind === 'recorded') await this.handovers.update(tx, handover, record.change);
    if (record.kind === 'contradicted') {
      const detail = { visit, outcome, at, cashFen };
      const about = { actor: `courier:${courier}`, action: 'visit.contradict', subject: handoverId, detail };
      await this.audit.record(tx, about);
    }
    return record.kind;
  }
}
