import { Injectable } from '@nestjs/common';
import { type CaseworkExport, exportCasework } from '@open122/casework';
import type { PersonRef } from '@open122/contracts';
import { actorOf, type Principal, principalService } from '@open122/http';
import { Audit, Database } from '@open122/service';

import type { Vehicle, VehicleBinding } from '../vehicle';
import { vehicleStore } from '../vehicle.store';

export interface PersonExport extends CaseworkExport {
  vehicles: Vehicle[];
  bindings: VehicleBinding[];
}

/** All that this service holds about a person, and who read it; the asking is audited itself (design §6). */
@Injectable()
export class ExportPerson {
  constructor(
    private readonly database: Database,
    private readonly audit: Audit,
  ) {}

  async run(person: PersonRef, principal: Principal): Promise<PersonExport> {
    const caller = principalService(principal);
    return this.database.transaction(async (tx) => {
      await this.audit.record(tx, {
        actor: actorOf(caller),
        action: 'person.export',
        subject: person,
        purpose: caller.purpose,
      });
      const vehicles = await vehicleStore.ofPerson(tx, person);
      const bound = await vehicleStore.boundTo(tx, person);
      return {
        vehicles,
        bindings: bound.map(({ binding }) => binding),
        ...(await exportCasework(tx, person)),
      };
    });
  }
}
