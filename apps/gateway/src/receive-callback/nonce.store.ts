import { Injectable } from '@nestjs/common';
import type { Instant } from '@open122/contracts';
import { Database } from '@open122/service';

/** Nonces of callbacks, so that a replay is refused, on whichever instance it arrives. */
@Injectable()
export class NonceStore {
  constructor(private readonly database: Database) {}

  /** False when the nonce was spent before. `at` is wall time. */
  async spend(courier: string, nonce: string, at: Instant): Promise<boolean> {
    const rows = await this.database.run(
      'courier-nonce-spend',
      'insert into courier_nonce (courier, nonce, seen_at) values ($1, $2, $3) on conflict do nothing returning nonce',
      [courier, nonce, at],
    );
    return rows.length === 1;
  }

  /** Forgets what was seen before a moment. */
  async forget(before: Instant): Promise<void> {
    await this.database.run('courier-nonce-forget', 'delete from courier_nonce where seen_at < $1', [before]);
  }
}
