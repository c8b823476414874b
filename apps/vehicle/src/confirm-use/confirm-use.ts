import { Injectable } from '@nestjs/common';
import { VehicleUseBegan } from '@open122/contracts';
import {
  actorOf,
  type CommandRequest,
  Idempotency,
  type Language,
  principalPerson,
  useStepUp,
} from '@open122/http';
import { Outbox } from '@open122/messaging';
import { Audit, Clock } from '@open122/service';
import { isUUID } from 'class-validator';

import { AskUse } from '../ask-use/ask-use';
import { refuse } from '../refusals';
import { UseView, useView } from '../use-view';
import { vehicleStore } from '../vehicle.store';
import { useSaid } from '../vehicle-use';
import { vehicleUseStore } from '../vehicle-use.store';

/** The owner's code came back as a step-up: the use begins, if the law still allows it (rules §1.1). */
@Injectable()
export class ConfirmUse {
  constructor(
    private readonly idempotency: Idempotency,
    private readonly askUse: AskUse,
    private readonly outbox: Outbox,
    private readonly audit: Audit,
    private readonly clock: Clock,
  ) {}

  async run(useId: string, command: CommandRequest, language: Language): Promise<UseView> {
    const principal = principalPerson(command.principal);
    if (!isUUID(useId)) throw refuse.useNotFound();
    const answer = await this.idempotency.run(command, async (tx) => {
      const now = this.clock.now();
      await useStepUp(tx, principal, `use-vehicle:${useId}`, command.bodyDigest, now);
      // As an import does it: the vehicle first, then its uses, or each could wait for the other.
      const vehicleId = await vehicleUseStore.vehicleOf(tx, useId, principal.person);
      const vehicle = vehicleId === null ? null : await vehicleStore.lockedById(tx, vehicleId);
      const use = await vehicleUseStore.locked(tx, useId, principal.person);
      if (use === null || use.endedAt !== null || use.beganAt !== null) throw refuse.useNotFound();
      if (use.expiresAt <= now) throw refuse.consentOver();
      if (vehicle === null || vehicle.deleted || vehicle.ownerRef !== use.owner) throw refuse.useNotFound();
      await this.askUse.mayUse(tx, principal, vehicle);
      const begun = await vehicleUseStore.begin(tx, use, now);
      await this.outbox.add(tx, VehicleUseBegan, useSaid(begun, vehicle.plate, now), {
        version: begun.version,
      });
      await this.audit.record(tx, {
        ...{ actor: actorOf(principal), action: 'vehicle-use.begin', subject: vehicle.vehicleId },
        detail: { use: useId, slot: begun.slot },
      });
      return { status: 200, body: useView({ ...vehicle, ...begun, version: vehicle.version }, language) };
    });
    return answer.body;
  }
}
