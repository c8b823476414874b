import { Injectable } from '@nestjs/common';
import { type UseEnder, VehicleUseEnded } from '@open122/contracts';
import { actorOf, type PersonPrincipal } from '@open122/http';
import { Outbox } from '@open122/messaging';
import { Audit, Clock, Database } from '@open122/service';
import { isUUID } from 'class-validator';

import { refuse } from '../refusals';
import { vehicleStore } from '../vehicle.store';
import { useSaid } from '../vehicle-use';
import { vehicleUseStore } from '../vehicle-use.store';

/** A use ends when its user or the owner wants it to (rules §1.1). */
@Injectable()
export class EndUse {
  constructor(
    private readonly database: Database,
    private readonly outbox: Outbox,
    private readonly audit: Audit,
    private readonly clock: Clock,
  ) {}

  /** Refuses `vehicle-use.not-found`, for another's too. `vehicleId`: the owner's, null when the user ends it. */
  async run(useId: string, principal: PersonPrincipal, vehicleId: string | null): Promise<void> {
    if (!isUUID(useId) || (vehicleId !== null && !isUUID(vehicleId))) throw refuse.useNotFound();
    await this.database.transaction(async (tx) => {
      const at = this.clock.now();
      const by: UseEnder = vehicleId === null ? 'user' : 'owner';
      const ended = await vehicleUseStore.end(tx, useId, { who: principal.person, vehicleId }, { at, by });
      if (ended === null) throw refuse.useNotFound();
      const vehicle = await vehicleStore.byId(tx, ended.vehicleId);
      await this.audit.record(tx, {
        ...{ actor: actorOf(principal), action: 'vehicle-use.end', subject: ended.vehicleId },
        detail: { use: useId, by },
      });
      if (ended.beganAt === null || vehicle === null) return;
      const said = { ...useSaid(ended, vehicle.plate, at), by };
      await this.outbox.add(tx, VehicleUseEnded, said, { version: ended.version });
    });
  }
}
