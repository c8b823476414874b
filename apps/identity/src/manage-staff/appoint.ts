import { randomInt, randomUUID } from 'node:crypto';

import { Injectable } from '@nestjs/common';
import type { Instant, PersonRef } from '@open122/contracts';
import type { Tx } from '@open122/service';

import type { Post, Staff } from '../staff';
import { StaffStore } from '../staff.store';
import { newTotpSecret } from '../totp';
import { Vault } from '../vault';

/** Without letters and digits that look alike; 6 groups of 5 are 148 bits. */
const LETTERS = 'abcdefghjkmnpqrstuvwxyz23456789';
const GROUPS = 6;
const GROUP_LENGTH = 5;

export interface Appointment extends Post {
  username: string;
  name: string;
  person: PersonRef | null;
}

/** The password is to be replaced at the first sign-in. Shown once, to whoever appoints; the database keeps a hash and an encrypted secret. */
export interface Credentials {
  password: string;
  totpSecret: string;
}

/** What is kept of them. */
export interface StaffKept {
  totpSecret: string;
  passwordHash: string;
  passwordDue: boolean;
}

export const drawCredentials = (): Credentials => {
  const group = (): string =>
    Array.from({ length: GROUP_LENGTH }, () => LETTERS[randomInt(LETTERS.length)]).join('');
  return { password: Array.from({ length: GROUPS }, group).join('-'), totpSecret: newTotpSecret() };
};

/** Makes a staff account; used by administrators and by the bootstrap. */
@Injectable()
export class Appoint {
  constructor(
    private readonly store: StaffStore,
    private readonly vault: Vault,
  ) {}

  /** `passwordHash` comes from outside: hashing takes too long for a transaction. */
  async appoint(
    tx: Tx,
    { username, name, role, window, owner, person }: Appointment,
    secrets: StaffKept,
    now: Instant,
  ): Promise<Staff> {
    const id = randomUUID();
    const { passwordHash, passwordDue } = secrets;
    const { sealed, keyId } = this.vault.seal({ name, totp: secrets.totpSecret }, id);
    const fresh = { totpStep: 0, createdAt: now, endedAt: null, version: 1 };
    const staff: Staff = {
      id,
      username,
      role,
      window,
      owner,
      person,
      sealed,
      keyId,
      passwordHash,
      passwordDue,
      ...fresh,
    };
    await this.store.insert(tx, staff);
    return staff;
  }
}
