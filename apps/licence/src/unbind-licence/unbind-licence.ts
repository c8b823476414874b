import { Injectable } from '@nestjs/common';
import { actorOf, type Principal, principalPerson } from '@open122/http';
import { Audit, Database } from '@open122/service';
import { isUUID } from 'class-validator';

import { licenceStore } from '../licence.store';
import { refuse } from '../refusals';

@Injectable()
export class UnbindLicence {
  constructor(
    private readonly database: Database,
    private readonly audit: Audit,
  ) {}

  /** Refuses `licence.not-found` for what is not bound to this person. */
  async run(licenceId: string, principal: Principal): Promise<void> {
    const { person } = principalPerson(principal);
    if (!isUUID(licenceId)) throw refuse.notFound();
    await this.database.transaction(async (tx) => {
      if (!(await licenceStore.unbind(tx, licenceId, person))) throw refuse.notFound();
      const actor = actorOf(principal);
      await this.audit.record(tx, { actor, action: 'licence.unbound', subject: licenceId });
    });
  }
}
