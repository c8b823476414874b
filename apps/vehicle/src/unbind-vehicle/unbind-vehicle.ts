import { Injectable } from '@nestjs/common';
import { actorOf, type Principal, principalPerson } from '@open122/http';
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

  /** Refuses `vehicle.not-found` for what is not bound to this person. */
  async run(vehicleId: string, principal: Principal): Promise<void> {
    const { person } = principalPerson(principal);
    if (!isUUID(vehicleId)) throw refuse.notFound();
    await this.database.transaction(async (tx) => {
      if (!(await vehicleStore.unbind(tx, vehicleId, person))) throw refuse.notFound();
      const actor = actorOf(principal);
      await this.audit.record(tx, { actor, action: 'vehicle.unbound', subject: vehicleId });
    });
  }
}
