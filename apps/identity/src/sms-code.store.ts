import { Injectable } from '@nestjs/common';
import type { Day, Instant, PhoneRef } from '@open122/contracts';
import { Database, type Tx } from '@open122/service';

import { type Asked, type CodePurpose, SMS_CODE } from './sms-code';
import { Vault } from './vault';

const LOCK = `select pg_advisory_xact_lock(hashtextextended($1 || $2, 123))`;
const ASKED = `
select sent_at as "sentAt", counted_on as "countedOn", sent_that_day as "sentThatDay"
from sms_code where phone_ref = $1 and purpose = $2`;
const KEEP = `
insert into sms_code as known
  (phone_ref, purpose, about, hash, tries, sent_at, expires_at, used_at, counted_on, sent_that_day)
values ($1, $2, $3, $4, 0, $5, $6, null, $7, $8)
on conflict (phone_ref, purpose) do update set about = excluded.about, hash = excluded.hash, tries = 0,
  sent_at = excluded.sent_at, expires_at = excluded.expires_at, used_at = null,
  counted_on = excluded.counted_on, sent_that_day = excluded.sent_that_day`;
const TRY = `
update sms_code set tries = tries + (hash <> $6 or used_at is not null)::int
where phone_ref = $1 and purpose = $2 and about = $3 and expires_at > $4 and tries < $5
returning hash = $6 as "right", used_at is not null as used`;
const USE = `
update sms_code set used_at = $4
where phone_ref = $1 and purpose = $2 and hash = $3 and used_at is null and expires_at > $4 returning tries`;

/** Which code is meant: a mobile, a purpose, and for a step-up the request it was sent for. */
export interface CodeFor {
  phoneRef: PhoneRef;
  purpose: CodePurpose;
  about?: string;
}

/** A code that was entered rightly. */
export interface RightCode extends CodeFor {
  hash: Buffer;
  /** It was used up before: good for nothing but telling a repetition from a guess. */
  used: boolean;
}

/** One code per mobile and purpose, the newest; hashed, so that the database does not know it. */
@Injectable()
export class SmsCodeStore {
  constructor(
    private readonly vault: Vault,
    private readonly database: Database,
  ) {}

  /** When this mobile last asked for this purpose; others who ask at the same moment wait. */
  async asked(tx: Tx, { phoneRef, purpose }: CodeFor): Promise<Asked | null> {
    await tx.run('sms-code.lock', LOCK, [phoneRef, purpose]);
    return (
      (await tx.run<Asked & { countedOn: Day }>('sms-code.asked', ASKED, [phoneRef, purpose]))[0] ?? null
    );
  }

  /** The new code replaces an older one of the same purpose. */
  async keep(tx: Tx, of: CodeFor, code: string, asked: Asked, expiresAt: Instant): Promise<void> {
    const { sentAt, countedOn, sentThatDay } = asked;
    await tx.run('sms-code.keep', KEEP, [
      ...[of.phoneRef, of.purpose, of.about ?? '', this.#hash(of, code)],
      ...[sentAt, expiresAt, countedOn, sentThatDay],
    ]);
  }

  /**
   * One try; a wrong one is counted in a transaction of its own before anything else happens: a refusal that rolls back must not
   * give tries back, and parallel tries must not slip through. A right one is not until it is used: the same request may come
   * many times at once. Null when the code is wrong, over or out of tries.
   */
  async attempt(of: CodeFor, code: string, now: Instant): Promise<RightCode | null> {
    const hash = this.#hash(of, code);
    const [row] = await this.database.run<{ right: boolean; used: boolean }>('sms-code.try', TRY, [
      ...[of.phoneRef, of.purpose, of.about ?? '', now, SMS_CODE.tries, hash],
    ]);
    return row?.right === true ? { ...of, hash, used: row.used } : null;
  }

  /** Uses a right code up. False when somebody did so since it was tried. */
  async use(tx: Tx, { phoneRef, purpose, hash }: RightCode, now: Instant): Promise<boolean> {
    return (await tx.run('sms-code.use', USE, [phoneRef, purpose, hash, now])).length === 1;
  }

  #hash({ phoneRef, purpose, about = '' }: CodeFor, code: string): Buffer {
    return this.vault.blind('sms-code', phoneRef, purpose, about, code);
  }
}
