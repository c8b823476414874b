import { randomUUID } from 'node:crypto';

import { Inject, Injectable } from '@nestjs/common';
import type { Instant, PhoneRef, Province } from '@open122/contracts';
import { Clock, PROVINCE, Timers, type Tx } from '@open122/service';

import { Vault } from '../vault';

const WRITE = `
insert into sms_message (id, phone_ref, sealed, key_id, muted, useless_after) values ($1, $2, $3, $4, $5, $6)`;
const FIND = `
select phone_ref as "phoneRef", sealed, key_id as "keyId", muted, useless_after as "uselessAfter"
from sms_message where id = $1`;
const FORGET = `delete from sms_message where id = $1`;

export const SEND_SMS = 'send-sms';

export interface SmsText {
  mobile: string;
  text: string;
}

export interface WaitingSms extends SmsText {
  phoneRef: PhoneRef;
  muted: boolean;
  uselessAfter: Instant | null;
}

interface WaitingRow extends Omit<WaitingSms, keyof SmsText> {
  sealed: Buffer;
  keyId: string;
}

/** Messages that wait to be sent, written in the transaction of what they tell, encrypted. */
@Injectable()
export class SmsStore {
  constructor(
    private readonly vault: Vault,
    private readonly timers: Timers,
    private readonly clock: Clock,
    @Inject(PROVINCE) private readonly province: Province,
  ) {}

  /**
   * `text`: without the sender's name, which every message begins with.
   * `muted`: the same work but nothing is sent, so that who asks for a code cannot tell a known mobile by the time it takes.
   * `uselessAfter`: platform time from which it is dropped instead of sent.
   */
  async write(tx: Tx, sms: SmsText & { muted?: boolean; uselessAfter?: Instant }): Promise<void> {
    const id = randomUUID();
    const phoneRef = this.vault.phoneRef(sms.mobile);
    const { sealed, keyId } = this.vault.seal(
      [sms.mobile, `【${this.province.name.zh}交管】${sms.text}`],
      phoneRef,
    );
    await tx.run('sms.write', WRITE, [
      ...[id, phoneRef, sealed, keyId, sms.muted ?? false, sms.uselessAfter ?? null],
    ]);
    await this.timers.schedule(tx, { kind: SEND_SMS, ref: id, dueAt: this.clock.now() });
  }

  async find(tx: Tx, id: string): Promise<WaitingSms | null> {
    const [row] = await tx.run<WaitingRow>('sms.find', FIND, [id]);
    if (row === undefined) return null;
    const { phoneRef, sealed, keyId, muted, uselessAfter } = row;
    const [mobile, text] = this.vault.open<[string, string]>({ sealed, keyId }, phoneRef);
    return { phoneRef, mobile, text, muted, uselessAfter };
  }

  async forget(tx: Tx, id: string): Promise<void> {
    await tx.run('sms.forget', FORGET, [id]);
  }
}
