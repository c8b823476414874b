import { Injectable } from '@nestjs/common';
import { actorOf, type Principal, principalParty } from '@open122/http';
import { Audit, Database } from '@open122/service';
import { isUUID } from 'class-validator';

import { vehicleStore } from '../vehicle.store';
import { refuse } from '../refusals';

@Injectable()
export class UnbindVehicle {
  constructor(
    private readonly database: Database,
    private readonly audit: Audit,
  ) {}

  /** Refuses `vehicle.not-found` for what is not bound by whoever asks. */
  async run(vehicleId: string, principal: Principal): Promise<void> {
    const { ref } = principalParty(principal);
    if (!isUUID(vehicleId)) throw refuse.notFound();
    await this.database.transaction(async (tx) => {
      if (!(await vehicleStore.unbind(tx, vehicleId, ref))) throw refuse.notFound();
      const actor = actorOf(principal);
      await this.audit.record(tx, { actor, action: 'vehicle.unbound', subject: vehicleId });
    });
  }
}
