import { Controller } from '@nestjs/common';
import { AccountClosed, type Payload } from '@open122/contracts';
import { type Message, On } from '@open122/messaging';
import { Audit, type Tx } from '@open122/service';

import { consentStore } from '../consent.store';
import { licenceStore } from '../licence.store';

/** Who has closed his account has nothing bound, and lets no organisation see his licence (rules §1). What came later stays. */
@Controller()
export class EndBindings {
  constructor(private readonly audit: Audit) {}

  @On('licence.end-bindings', AccountClosed)
  async end({ data: { person, at } }: Message<Payload<typeof AccountClosed>>, tx: Tx): Promise<void> {
    await consentStore.endOf(tx, person, at);
    for (const licenceId of await licenceStore.unbindAll(tx, person, at)) {
      await this.audit.record(tx, {
        ...{ actor: 'service:licence', action: 'licence.binding-ended', subject: licenceId },
        detail: { person, because: 'account-closed' },
      });
    }
  }
}
