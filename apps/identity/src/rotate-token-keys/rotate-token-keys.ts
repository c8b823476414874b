import type { Instant } from '@open122/contracts';
import type { Audit, Database } from '@open122/service';

import { later, PUBLISHED_AFTER } from '../key-ring/key-ring';
import type { Keys } from '../key-ring/keys';
import { makeKey } from '../key-ring/make-key';
import type { KeySettings } from '../key-ring/key-settings';

/** What a rotation of token keys did. `usedFrom`, `publishedUntil`: of the new key, and of the one before. */
export type Rotated =
  | { made: true; id: string; usedFrom: Instant; before: string; publishedUntil: Instant }
  | { made: false; id: string; usedFrom: Instant };

/** A new key signs tokens after `lead` seconds; the one before stays published until its last token has run out. */
export class RotateTokenKeys {
  constructor(
    private readonly database: Database,
    private readonly settings: KeySettings,
    private readonly keys: Keys,
    private readonly audit: Audit,
  ) {}

  /** Makes none while another one still waits: the gateways could not tell which comes first. */
  async rotate(lead: number): Promise<Rotated> {
    const made = await makeKey(this.database, this.settings, this.audit, {
      ...{ purpose: 'token', lead },
      unless: (keys) => keys.some(({ state }) => state === 'waiting'),
    });
    await this.keys.read();
    const tokens = this.keys.known().keys.filter(({ purpose }) => purpose === 'token');
    const newest = tokens.at(-1)!;
    const { id, usedFrom } = newest;
    if (!made) return { made, id, usedFrom };
    const before = tokens.at(-2)!.id;
    return { made, id, usedFrom, before, publishedUntil: later(usedFrom, PUBLISHED_AFTER) };
  }
}
