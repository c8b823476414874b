import { Controller } from '@nestjs/common';
import { AccountClosed, type Payload, VehicleUseEnded } from '@open122/contracts';
import { type Message, On, Outbox } from '@open122/messaging';
import { Audit, type Tx } from '@open122/service';

import { vehicleStore } from '../vehicle.store';
import { useSaid } from '../vehicle-use';
import { vehicleUseStore } from '../vehicle-use.store';

/** Who has closed his account has nothing bound, uses nobody's vehicle, and nobody uses his (rules §1, §1.1). What came later stays. */
@Controller()
export class EndBindings {
  constructor(
    private readonly outbox: Outbox,
    private readonly audit: Audit,
  ) {}

  @On('vehicle.end-bindings', AccountClosed)
  async end({ data: { person, at } }: Message<Payload<typeof AccountClosed>>, tx: Tx): Promise<void> {
    for (const vehicleId of await vehicleStore.unbindAll(tx, person, at)) {
      await this.audit.record(tx, {
        ...{ actor: 'service:vehicle', action: 'vehicle.binding-ended', subject: vehicleId },
        detail: { person, because: 'account-closed' },
      });
    }
    for (const use of await vehicleUseStore.endOf(tx, person, at)) {
      const { useId, vehicleId, plate, beganAt, version } = use;
      const by = use.person === person ? ('user' as const) : ('owner' as const);
      await this.audit.record(tx, {
        ...{ actor: 'service:vehicle', action: 'vehicle-use.end', subject: vehicleId },
        detail: { use: useId, by, because: 'account-closed' },
      });
      if (beganAt === null) continue;
      await this.outbox.add(tx, VehicleUseEnded, { ...useSaid(use, plate, at), by }, { version });
    }
  }
}
