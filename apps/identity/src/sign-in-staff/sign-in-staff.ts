import { Injectable } from '@nestjs/common';
import { Audit, Clock, Database, type Tx } from '@open122/service';

import { type Attempt, AttemptStore } from '../attempt.store';
import { Passwords } from '../passwords';
import { refuse } from '../refusals';
import { SessionDesk, type SessionView } from '../session-answer';
import { type IsOf, loggedSignIn } from '../sign-in-log';
import type { Staff } from '../staff';
import { StaffStore } from '../staff.store';
import { totpStep } from '../totp';

export interface StaffSignIn {
  username: string;
  password: string;
  totp: string;
  /** The refresh token of a session that ends with this sign-in. */
  replaces: string | undefined;
}

/** Password and TOTP; one answer for whatever was wrong. */
@Injectable()
export class SignInStaff {
  constructor(
    private readonly database: Database,
    private readonly attempts: AttemptStore,
    private readonly store: StaffStore,
    private readonly passwords: Passwords,
    private readonly desk: SessionDesk,
    private readonly clock: Clock,
    private readonly audit: Audit,
  ) {}

  signIn(entries: StaffSignIn, client: string): Promise<SessionView> {
    return loggedSignIn({ kind: 'staff', factors: 'password+totp' }, async (isOf) => {
      const attempt = await this.#begin(entries.username, client);
      return this.#signIn(attempt, entries, isOf);
    });
  }

  async #signIn(
    attempt: Attempt<Staff>,
    { password, totp, replaces }: StaffSignIn,
    isOf: IsOf,
  ): Promise<SessionView> {
    const staff = attempt.found;
    isOf(staff?.id);
    const same = await this.passwords.matches(staff?.passwordHash ?? null, password);
    const step = staff === null ? null : totpStep(this.store.secretsOf(staff).totp, totp, this.clock.wall());
    if (staff === null || !same || step === null) {
      await this.#recordFailure(staff);
      throw refuse.signIn();
    }
    const granted = await this.database.transaction(async (tx) => {
      if (!(await this.store.useTotpStep(tx, staff.id, step))) return null;
      this.attempts.succeeded(tx, staff.id, attempt);
      const { id, role, window, owner, person, passwordDue } = staff;
      await this.audit.record(tx, { actor: `staff:${id}`, action: 'session.open', subject: id });
      await this.desk.replace(tx, replaces);
      return this.desk.open(tx, { kind: 'staff', staff: id, role, window, owner, person, passwordDue });
    });
    if (granted === null) {
      await this.#recordFailure(staff);
      throw refuse.signIn();
    }
    return this.desk.answer(granted);
  }

  /** No mobile of theirs is known: that there were many failures is in the audit, for a name that nobody has too. */
  #begin(username: string, client: string): Promise<Attempt<Staff>> {
    return this.attempts.begin<Staff>({
      ...{ kind: 'staff', name: username, client },
      find: (tx) => this.store.byUsername(tx, username),
      tell: (tx, staff) => this.#record(tx, 'session.guessed-at', staff),
    });
  }

  /** Of a user name that nobody has too: else the time that writing takes would tell which ones somebody has. */
  async #recordFailure(staff: Staff | null): Promise<void> {
    await this.database.transaction((tx) => this.#record(tx, 'session.refused', staff));
  }

  #record(tx: Tx, action: string, staff: Staff | null): Promise<void> {
    return this.audit.record(tx, { actor: 'anonymous', action, subject: staff?.id ?? 'nobody' });
  }
}
