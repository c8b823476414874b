import { Injectable } from '@nestjs/common';
import type { Principal } from '@open122/http';
import { Database, type Tx } from '@open122/service';

import { type Attempt, AttemptStore } from '../attempt.store';
import { Passwords } from '../passwords';
import { refuse } from '../refusals';
import { SmsStore } from '../send-sms/sms';
import { type PasswordHolder, PasswordHolders } from './password-holders';

const GUESSED = '有人在您的登录状态下多次输错密码。如非本人操作，请立即重置密码。';

/** Who typed his password rightly, as it stood then: whoever acts on it looks whether it still does. */
export interface Checked {
  readonly holder: PasswordHolder;
  readonly attempt: Attempt<PasswordHolder>;
}

/** The password once more, of who is signed in already: whoever has found an open session does not keep the owner out. */
@Injectable()
export class CheckPassword {
  constructor(
    private readonly database: Database,
    private readonly holders: PasswordHolders,
    private readonly attempts: AttemptStore,
    private readonly passwords: Passwords,
    private readonly sms: SmsStore,
  ) {}

  /**
   * Counts among the failed sign-ins of this login until {@link succeeded}. Refuses `password.wrong`, and `session.locked` with
   * Retry-After.
   */
  async check(principal: Principal, typed: string, client: string): Promise<Checked> {
    const holder = await this.database.read((tx) => this.holders.of(tx, principal));
    if (holder === null) throw refuse.passwordWrong();
    const { name, mobile, session } = holder;
    const attempt = await this.attempts.begin<PasswordHolder>({
      ...{ kind: session.kind, name, client },
      find: () => Promise.resolve(holder),
      tell: async (tx) => {
        if (mobile !== null) await this.sms.write(tx, { mobile, text: GUESSED });
      },
    });
    if (!(await this.passwords.matches(holder.passwordHash, typed))) throw refuse.passwordWrong();
    return { holder, attempt };
  }

  /** The failure is none. */
  succeeded(tx: Tx, { holder, attempt }: Checked): void {
    this.attempts.succeeded(tx, holder.id, attempt);
  }
}
