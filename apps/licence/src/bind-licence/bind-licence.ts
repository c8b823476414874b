import { Injectable } from '@nestjs/common';
import {
  actorOf,
  type Answer,
  type CommandRequest,
  Idempotency,
  type Language,
  principalPerson,
} from '@open122/http';
import { Audit, Clock } from '@open122/service';

import { isOwn } from '../licence';
import { licenceStore } from '../licence.store';
import { type LicenceView, licenceView } from '../licence-view';
import { refuse } from '../refusals';

/** Open to every level; only the holder binds his licence (rules §1.1). Binding what is bound already changes nothing. */
@Injectable()
export class BindLicence {
  constructor(
    private readonly idempotency: Idempotency,
    private readonly audit: Audit,
    private readonly clock: Clock,
  ) {}

  async run(fileNumber: string, command: CommandRequest, language: Language): Promise<Answer<LicenceView>> {
    const { person } = principalPerson(command.principal);
    return this.idempotency.run(command, async (tx) => {
      const licence = await licenceStore.lockedByFileNumber(tx, fileNumber);
      if (licence === null || !isOwn(licence, person)) throw refuse.notFound();
      const { licenceId } = licence;
      const isNew = await licenceStore.bind(tx, licenceId, person, this.clock.now());
      if (isNew) {
        await this.audit.record(tx, {
          actor: actorOf(command.principal),
          action: 'licence.bound',
          subject: licenceId,
        });
      }
      const binding = await licenceStore.binding(tx, licenceId, person);
      if (binding === null) throw refuse.notFound();
      return {
        status: isNew ? 201 : 200,
        body: licenceView({ ...licence, boundAt: binding.boundAt }, language),
      };
    });
  }
}
