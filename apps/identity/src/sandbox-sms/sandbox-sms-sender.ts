import { Injectable } from '@nestjs/common';
import { Clock, Database } from '@open122/service';

import { type Sms, SmsSender } from '../send-sms/sms-sender';
import { SandboxSmsStore } from './sandbox-sms.store';

/** The port in sandbox provinces: keeps what would have been sent, to be read by the administrator. */
@Injectable()
export class SandboxSmsSender extends SmsSender {
  constructor(
    private readonly database: Database,
    private readonly store: SandboxSmsStore,
    private readonly clock: Clock,
  ) {
    super();
  }

  async send(sms: Sms): Promise<void> {
    await this.database.transaction((tx) => this.store.keep(tx, sms, this.clock.now()));
  }
}
