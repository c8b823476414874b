import { Injectable } from '@nestjs/common';
import type { Instant } from '@open122/contracts';
import type { Tx } from '@open122/service';
import { IsNull, MoreThan } from 'typeorm';

import type { Staff, StaffSecrets } from './staff';
import { StaffSchema } from './staff.schema';
import { Vault } from './vault';

const SET_PASSWORD = `
update staff set password_hash = $3, password_due = false, version = version + 1
where id = $1 and password_hash = $2 and ended_at is null returning id`;
const USE_TOTP = `update staff set totp_step = $2 where id = $1 and totp_step < $2 and ended_at is null returning id`;

@Injectable()
export class StaffStore {
  constructor(private readonly vault: Vault) {}

  async byUsername(tx: Tx, username: string): Promise<Staff | null> {
    return tx.manager.findOneBy(StaffSchema, { username, endedAt: IsNull() });
  }

  async byId(tx: Tx, id: string): Promise<Staff | null> {
    return tx.manager.findOneBy(StaffSchema, { id });
  }

  async page(tx: Tx, after: string | null, limit: number): Promise<Staff[]> {
    const where = after === null ? {} : { username: MoreThan(after) };
    return tx.manager.find(StaffSchema, { where, order: { username: 'ASC' }, take: limit });
  }

  async anyAdministrator(tx: Tx): Promise<boolean> {
    return tx.manager.existsBy(StaffSchema, { role: 'administrator', endedAt: IsNull() });
  }

  async insert(tx: Tx, staff: Staff): Promise<void> {
    await tx.manager.insert(StaffSchema, staff);
  }

  /** False when the account had ended already. */
  async end(tx: Tx, id: string, now: Instant): Promise<boolean> {
    const { affected } = await tx.manager.update(StaffSchema, { id, endedAt: IsNull() }, { endedAt: now });
    return affected === 1;
  }

  /** False when he has ended, or has another password by now. */
  async setPassword(tx: Tx, { id, passwordHash: before }: Staff, after: string): Promise<boolean> {
    return (await tx.run('staff.set-password', SET_PASSWORD, [id, before, after])).length === 1;
  }

  /** False when this step, or a later one, was used before: a code is good for one sign-in. */
  async useTotpStep(tx: Tx, id: string, step: number): Promise<boolean> {
    return (await tx.run('staff.use-totp', USE_TOTP, [id, step])).length === 1;
  }

  secretsOf({ id, sealed, keyId }: Staff): StaffSecrets {
    return this.vault.open<StaffSecrets>({ sealed, keyId }, id);
  }
}
