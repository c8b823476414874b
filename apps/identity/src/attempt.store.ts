import { Injectable } from '@nestjs/common';
import { addMinutes, epochOf } from '@open122/contracts';
import { Clock, Database, type Tx } from '@open122/service';

import { refuse } from './refusals';
import { LOCKOUT_FORGOTTEN_MINUTES, LOCKOUT_SECONDS } from './session';
import { Vault } from './vault';

const BEGIN = `
insert into sign_in_attempt as known (key, failures, blocked_until, last_at) values ($1, 1, $2, $2)
on conflict (key) do update set
  failures = case when known.last_at < $3 then 1 else known.failures + 1 end,
  blocked_until = $2::timestamptz + case when known.last_at < $3 then interval '0'
    else ($4::int[])[least(known.failures + 1, array_length($4::int[], 1))] * interval '1 second' end,
  last_at = $2
where known.blocked_until <= $2
returning failures`;
const BLOCKED = `select blocked_until as "until" from sign_in_attempt where key = $1`;
const FORGET = `delete from sign_in_attempt where key = $1`;

/** Who tries to sign in as whom; kept as a keyed digest. */
export interface Attempt {
  key: Buffer;
}

/** Growing delays after failed sign-ins, per login and client, in wall time. */
@Injectable()
export class AttemptStore {
  constructor(
    private readonly vault: Vault,
    private readonly database: Database,
    private readonly clock: Clock,
  ) {}

  /**
   * Counts the attempt as failed before anything is checked, so that parallel guesses cannot slip under the count; a success
   * takes it back. Refuses `session.locked` with Retry-After.
   */
  async begin(login: string, client: string): Promise<Attempt> {
    const key = this.vault.blind('sign-in', login, client);
    const wall = this.clock.wall();
    const forgotten = addMinutes(wall, -LOCKOUT_FORGOTTEN_MINUTES);
    const begun = await this.database.run('attempt.begin', BEGIN, [key, wall, forgotten, LOCKOUT_SECONDS]);
    if (begun.length === 0) throw refuse.locked().with({ retryAfterSeconds: await this.#left(key) });
    return { key };
  }

  async succeeded(tx: Tx, { key }: Attempt): Promise<void> {
    await tx.run('attempt.forget', FORGET, [key]);
  }

  async #left(key: Buffer): Promise<number> {
    const [row] = await this.database.run<{ until: Parameters<typeof epochOf>[0] }>(
      'attempt.blocked',
      BLOCKED,
      [key],
    );
    const left = row === undefined ? 0 : epochOf(row.until) - epochOf(this.clock.wall());
    return Math.max(1, Math.ceil(left / 1000));
  }
}
