import { Injectable } from '@nestjs/common';
import { AccountChanged, type Instant, type PersonRef, type PhoneRef } from '@open122/contracts';
import { Outbox } from '@open122/messaging';
import type { Tx } from '@open122/service';
import { IsNull } from 'typeorm';

import type { Account } from './account';
import { ACCOUNT, AccountSchema } from './account.schema';
import type { Lookup } from './attempt.store';
import { Vault } from './vault';

/** Nobody registers the same person twice at once: the one who comes second waits here and then sees what the first did. */
const LOCK = `select pg_advisory_xact_lock(hashtextextended($1, 122))`;
const BY_MOBILE = `select ${ACCOUNT} from account where phone_ref = $1`;
const HOLD_PASSWORD = `select password_hash as "passwordHash" from account where id = $1 for share`;
const RELEASE = `
update account set phone_ref = null, mobile = null, version = version + 1
where phone_ref = $1 and person <> $2 returning id`;

@Injectable()
export class AccountStore {
  constructor(
    private readonly vault: Vault,
    private readonly outbox: Outbox,
  ) {}

  /** The account of a person, locked until the end of the transaction whether there is one or not. */
  async lockedOf(tx: Tx, person: PersonRef): Promise<Account | null> {
    await tx.run('account.lock', LOCK, [person]);
    return tx.manager.findOneBy(AccountSchema, { person, closedAt: IsNull() });
  }

  async of(tx: Tx, person: PersonRef): Promise<Account | null> {
    return tx.manager.findOneBy(AccountSchema, { person, closedAt: IsNull() });
  }

  async byMobile(tx: Tx, phoneRef: PhoneRef): Promise<Account | null> {
    return (await tx.run<Account>('account.by-mobile', BY_MOBILE, [phoneRef]))[0] ?? null;
  }

  /** The statement of {@link byMobile}, for one that does more. */
  lookupByMobile(phoneRef: PhoneRef): Lookup {
    return { name: 'account.by-mobile', sql: BY_MOBILE, key: phoneRef };
  }

  async byId(tx: Tx, id: string): Promise<Account | null> {
    return tx.manager.findOneBy(AccountSchema, { id, closedAt: IsNull() });
  }

  /**
   * The password as it stands, held until the end of the transaction: a registration at a window, which ends credentials and
   * sessions (rules §1), comes wholly before or wholly after a session that is being opened.
   */
  async holdPassword(tx: Tx, { id }: Account): Promise<string | null> {
    const [row] = await tx.run<Pick<Account, 'passwordHash'>>('account.hold-password', HOLD_PASSWORD, [id]);
    return row?.passwordHash ?? null;
  }

  async insert(tx: Tx, account: Account): Promise<void> {
    await tx.manager.insert(AccountSchema, account);
    await this.#say(tx, account);
  }

  /** `account` is the state after the change, one version on. False when somebody else was first. */
  async replace(tx: Tx, account: Account): Promise<boolean> {
    const { id, version } = account;
    const { affected } = await tx.manager.update(AccountSchema, { id, version: version - 1 }, account);
    if (affected === 1) await this.#say(tx, account);
    return affected === 1;
  }

  /** Takes a mobile from whoever else has it: numbers are recycled (rules §1). Answers whose accounts lost it. */
  async releaseMobile(tx: Tx, phoneRef: PhoneRef, keeper: PersonRef): Promise<string[]> {
    const released = await tx.run<{ id: string }>('account.release-mobile', RELEASE, [phoneRef, keeper]);
    return released.map(({ id }) => id);
  }

  /** Sets the person's own password if none was set since `account` was read. */
  async activate(tx: Tx, account: Account, passwordHash: string, now: Instant): Promise<boolean> {
    return this.replace(tx, { ...account, passwordHash, activatedAt: now, version: account.version + 1 });
  }

  /** The 11 digits, null when the account has lost its mobile. */
  mobileOf({ mobile, keyId, person }: Account): string | null {
    return mobile === null ? null : this.vault.open<string>({ sealed: mobile, keyId }, person);
  }

  /** Who is registered, to those who must know. */
  async #say(tx: Tx, { id, person, level, closedAt, version }: Account): Promise<void> {
    await this.outbox.add(
      tx,
      AccountChanged,
      { account: id, person, level, closed: closedAt !== null },
      { version },
    );
  }
}
