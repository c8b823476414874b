import { Injectable } from '@nestjs/common';
import { addDays, dayOf, epochOf, type Instant, type PersonRef, startOfDay } from '@open122/contracts';
import { Database } from '@open122/service';

import { refuse } from '../refusals';
import { Vault } from '../vault';

/** A day and document, known or not (rules §1). */
export const TRIES_A_DAY = 5;

const COUNT = `
insert into registration_try as known (key, day, tries) values ($1, $2, 1)
on conflict (key) do update set day = $2, tries = case when known.day = $2 then known.tries + 1 else 1 end
where known.day <> $2 or known.tries < $3
returning tries`;

/** How often somebody tried to register a document today; kept as a keyed digest, for most documents are nobody's here. */
@Injectable()
export class RegistrationTryStore {
  constructor(
    private readonly vault: Vault,
    private readonly database: Database,
  ) {}

  /** Counted by itself before anything is looked up. Refuses `registration.too-many-tries` until midnight. */
  async count(person: PersonRef, now: Instant): Promise<void> {
    const day = dayOf(now);
    const key = this.vault.blind('registration', person);
    const counted = await this.database.run('registration.count', COUNT, [key, day, TRIES_A_DAY]);
    if (counted.length > 0) return;
    const left = epochOf(startOfDay(addDays(day, 1))) - epochOf(now);
    throw refuse.triedTooOften().with({ retryAfterSeconds: Math.ceil(left / 1_000) });
  }
}
