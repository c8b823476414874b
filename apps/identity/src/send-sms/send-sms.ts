import { Injectable } from '@nestjs/common';
import { Clock, Database, type DueTimer, OnOutsideTimer, type Tx } from '@open122/service';

import { SEND_SMS, SmsStore } from './sms';
import { SmsSender } from './sms-sender';

/** Longer than any port may take. */
const LEASE_SECONDS = 30;

/** Hands waiting messages to the port, outside any transaction; what fails is tried again by the timer's back-off. */
@Injectable()
export class SendSms {
  constructor(
    private readonly database: Database,
    private readonly store: SmsStore,
    private readonly sender: SmsSender,
    private readonly clock: Clock,
  ) {}

  @OnOutsideTimer(SEND_SMS, LEASE_SECONDS)
  async send({ ref }: DueTimer): Promise<(tx: Tx) => Promise<void>> {
    const sms = await this.database.read((tx) => this.store.find(tx, ref));
    const useless = sms?.uselessAfter != null && sms.uselessAfter <= this.clock.now();
    if (sms !== null && !sms.muted && !useless) {
      await this.sender.send({ id: ref, phoneRef: sms.phoneRef, mobile: sms.mobile, text: sms.text });
    }
    return (tx) => this.store.forget(tx, ref);
  }
}
