import { Injectable } from '@nestjs/common';
import { Clock, Database, type DueTimer, OnOutsideTimer, type Tx } from '@open122/service';

import { Couriers } from '../couriers/couriers';
import type { Visit } from '../handover';
import { HandoverStore } from '../handover.store';
import { FETCH_VISITS } from '../handover-timers';
import { recordVisit, waitOn } from '../visits';

const LEASE_SECONDS = 30;
const nothing = async (): Promise<void> => undefined;

/** A visit has waited an hour behind one the courier never reported: he is asked for it (rules §3). */
@Injectable()
export class FetchVisits {
  constructor(
    private readonly handovers: HandoverStore,
    private readonly couriers: Couriers,
    private readonly database: Database,
    private readonly clock: Clock,
  ) {}

  @OnOutsideTimer(FETCH_VISITS, LEASE_SECONDS)
  async fetch({ ref }: DueTimer): Promise<(tx: Tx) => Promise<void>> {
    const handover = await this.database.read((tx) => this.handovers.find(tx, ref));
    if (handover === null || handover.waitingSince === null) return nothing;
    const visits = await this.couriers.port(handover.courier!).visits(handover.parcel!);
    return (tx) => this.take(tx, ref, visits);
  }

  private async take(tx: Tx, handoverId: string, visits: readonly Visit[]): Promise<void> {
    const before = await this.handovers.lock(tx, handoverId);
    if (before === null) return;
    const [policy, now] = [this.handovers.policyOf(before), this.clock.now()];
    let handover = before;
    for (const visit of visits) {
      const record = recordVisit(handover, visit, policy, now);
      if (record.kind !== 'recorded') continue;
      // One update each: every change carries its own events.
      await this.handovers.update(tx, handover, record.change);
      ({ handover } = record.change);
    }
    if (handover.waitingSince === null) return;
    await this.handovers.update(tx, handover, waitOn(handover, now));
  }
}
