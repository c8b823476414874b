import { Injectable } from '@nestjs/common';
import { addMinutes, type Instant } from '@open122/contracts';
import { Clock, Database, type DueTimer, OnTimer, Timers, type Tx } from '@open122/service';

import { type Announcement, CourierPort } from '../couriers/courier-port';
import type { Visit } from '../handover';
import { behaviourAt, isDone, nextVisit, reportsAfter, type SandboxParcel } from './sandbox-parcel';
import { SandboxParcelStore } from './sandbox-parcel.store';
import { reportRef, SANDBOX_REPORT } from './sandbox-report';

const SANDBOX_VISIT = 'sandbox-visit';
const DAY_MINUTES = 24 * 60;

/**
 * A courier for sandbox provinces, behind the same port as a real one: a visit each day of platform time, each reported to the
 * gateway's public webhook. How people behave is chosen by the address (docs/sandbox.md); neither name nor address is kept.
 */
@Injectable()
export class SandboxCourier extends CourierPort {
  constructor(
    private readonly parcels: SandboxParcelStore,
    private readonly timers: Timers,
    private readonly database: Database,
    private readonly clock: Clock,
  ) {
    super();
  }

  async announce({ handoverId, recipient, collectFen, limits }: Announcement): Promise<string> {
    const behaviour = behaviourAt(recipient.line);
    return this.database.transaction(async (tx) => {
      const parcel = await this.parcels.insert(tx, { handoverId, behaviour, collectFen, limits });
      if (parcel === null) return (await this.parcels.ofHandover(tx, handoverId)).parcel;
      await this.visitDayAfter(tx, parcel, this.clock.now());
      return parcel;
    });
  }

  async visits(parcel: string): Promise<readonly Visit[]> {
    const found = await this.database.read((tx) => this.parcels.find(tx, parcel));
    return found?.visits ?? [];
  }

  @OnTimer(SANDBOX_VISIT)
  async visit({ ref, dueAt }: DueTimer, tx: Tx): Promise<void> {
    const before = await this.parcels.lock(tx, ref);
    if (before === null || isDone(before)) return;
    const parcel: SandboxParcel = { ...before, visits: [...before.visits, nextVisit(before, dueAt)] };
    await this.parcels.setVisits(tx, ref, parcel.visits);
    if (!isDone(parcel)) await this.visitDayAfter(tx, ref, dueAt);
    for (const { visit } of reportsAfter(parcel)) {
      const number = await this.parcels.nextReport(tx);
      await this.timers.schedule(tx, { kind: SANDBOX_REPORT, ref: reportRef(number, ref, visit), dueAt });
    }
  }

  private async visitDayAfter(tx: Tx, parcel: string, at: Instant): Promise<void> {
    await this.timers.schedule(tx, { kind: SANDBOX_VISIT, ref: parcel, dueAt: addMinutes(at, DAY_MINUTES) });
  }
}
