import { randomUUID } from 'node:crypto';

import type { PersonRef } from '@open122/contracts';
import type { PersonPrincipal } from '@open122/http';
import { Client } from 'pg';

/** A person on record with a bound licence. */
export interface Holder {
  readonly person: PersonRef;
  readonly licenceId: string;
}

const INSERT = `with holder as (
    select ('bench-' || lpad(number::text, 37, '0')) as person, gen_random_uuid() as licence_id, number
    from generate_series($1::bigint, $2::bigint) as number
  ), record as (
    insert into licence (licence_id, file_number, person, revision, deleted, classes, status, first_issued_on, valid_from,
      valid_until, issuing_authority, issue_no, cycle_start, cycle_points, version)
    select licence_id, lpad(number::text, 12, '0'), person, 1, false, '{C1}', '{A}', '2020-01-01', '2020-01-01', '2026-12-31',
      '冀A130100', 1, '2020-01-01', 0, 1
    from holder returning licence_id, person
  )
  insert into licence_binding (licence_id, person, bound_at)
  select licence_id, person, '2026-01-01' from record returning licence_id as "licenceId", person`;

/** Puts holders into licence's database, as an import and a binding each would; the first has the number `from`. */
export async function registerHolders(url: string, from: number, count: number): Promise<Holder[]> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    const { rows } = await client.query<Holder>(INSERT, [from, from + count - 1]);
    return rows;
  } finally {
    await client.end();
  }
}

export const principalOf = ({ person }: Holder): PersonPrincipal => ({
  kind: 'person',
  person,
  account: randomUUID(),
  level: 'window',
});
