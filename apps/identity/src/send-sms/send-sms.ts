import { Injectable } from '@nestjs/common';
import type { Instant } from '@open122/contracts';
import { Clock, Database, type DueTimer, OnOutsideTimer, type Tx } from '@open122/service';

import { SEND_SMS, SmsStore, type WaitingSms } from './sms';
import { SmsSender } from './sms-sender';

/** Longer than any port may take. */
const LEASE_SECONDS = 30;

const isUseless = ({ uselessAfter }: WaitingSms, now: Instant): boolean =>
  uselessAfter !== null && uselessAfter <= now;

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
    if (sms !== null && !sms.muted && !isUseless(sms, this.clock.now())) {
      await this.sender.send({ id: ref, phoneRef: sms.phoneRef, mobile: sms.mobile, text: sms.text });
    }
    return (tx) => this.store.forget(tx, ref);
  }
}
