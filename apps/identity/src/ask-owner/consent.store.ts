import { Injectable } from '@nestjs/common';
import type { Tx } from '@open122/service';

import type { ConsentRequest } from './consent';

const KEEP = `
insert into consent_request (use_id, owner, person, plate, asked_at) values ($1, $2, $3, $4, $5)
on conflict (use_id) do nothing`;
const OF = `select use_id as "useId", owner, person, plate, asked_at as "askedAt" from consent_request where use_id = $1`;

@Injectable()
export class ConsentStore {
  async keep(tx: Tx, { useId, owner, person, plate, askedAt }: ConsentRequest): Promise<void> {
    await tx.run('consent.keep', KEEP, [useId, owner, person, plate, askedAt]);
  }

  async of(tx: Tx, useId: string): Promise<ConsentRequest | null> {
    return (await tx.run<ConsentRequest>('consent.of', OF, [useId]))[0] ?? null;
  }
}
