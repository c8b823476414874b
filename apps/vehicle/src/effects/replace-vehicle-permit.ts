import { Injectable } from '@nestjs/common';
import { type Instant, VehicleChanged } from '@open122/contracts';
import { Outbox } from '@open122/messaging';
import type { Tx } from '@open122/service';

import { changed, replacePermit } from '../vehicle';
import { vehicleStore } from '../vehicle.store';

/** The effect of an accepted replacement: the permit's issue number rises, and everybody is told (rules §2.1, §9a). */
@Injectable()
export class ReplaceVehiclePermit {
  constructor(private readonly outbox: Outbox) {}

  /** The record is locked by the decision; returns its new issue number. */
  async run(tx: Tx, vehicleId: string, now: Instant): Promise<number> {
    const before = await vehicleStore.byId(tx, vehicleId);
    if (before === null) throw new Error(`no vehicle ${vehicleId}`);
    const after = replacePermit(before, now);
    await vehicleStore.replacePermit(tx, before, after);
    await this.outbox.add(tx, VehicleChanged, changed(after), { version: after.version, at: now });
    return after.permitIssueNo;
  }
}
