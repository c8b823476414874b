import { randomUUID } from 'node:crypto';

import type { Places } from '../places';
import { inDatabase } from '../places';
import type { Asker } from './asker';
import type { Known } from './reads';

const COUNT = 200;
const ACCOUNT = `insert into account (id, person, level, key_id, registered_at, version) values`;

/** Persons of whom identity can read what it holds, as only itself can seal it: on record, with an account and an address. */
export async function makeKnown(places: Places, asker: Asker): Promise<Known[]> {
  const entries = Array.from({ length: COUNT }, (_, n) => ({
    ...{ source: `growth:known-${n}`, name: '增长' },
    document: { type: 'passport', number: `E${String(10_000_000 + n)}` },
  }));
  const { refs } = JSON.parse(
    await asker.ask('identity', {
      ...{
        path: '/internal/directory/persons',
        as: { kind: 'service', service: 'licence', purpose: 'growth' },
      },
      body: { entries },
    }),
  ) as { refs: string[] };
  const known = refs.map((ref) => ({ ref, account: randomUUID() }));
  const accounts = known.map(
    ({ ref, account }) => `('${account}', '${ref}', 'window', 'growth', '2026-01-01', 1)`,
  );
  const { settings } = await places.province();
  await inDatabase(settings.IDENTITY_DATABASE_URL ?? '', `${ACCOUNT} ${accounts.join(', ')}`);
  const address = { area: '130102', detail: '增长路一号', recipient: '增长', mobile: '13512345678' };
  for (const { ref, account } of known) {
    const as = { kind: 'person', person: ref, account, level: 'window' } as never;
    await asker.ask('identity', { path: '/v1/me/addresses', as, body: address });
  }
  return known;
}
