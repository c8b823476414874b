import { randomUUID } from 'node:crypto';

import type { TestDatabase } from '@open122/testkit';

import type { Vault } from '../vault';

const AT = '2026-01-05T00:00:00Z';
const ORGANISATION = randomUUID();

/** What stands in a row of a test, and how it is read back. */
export interface Planted {
  table: string;
  key: string;
  owner: string;
  value: unknown;
}

/** Puts `persons` persons with a row in every table that holds sealed values; an account among them has lost its mobile. */
export async function plant(
  { database }: Pick<TestDatabase, 'database'>,
  vault: Vault,
  persons: number,
): Promise<Planted[]> {
  const planted: Planted[] = [];
  const insert = async (table: string, columns: Record<string, unknown>): Promise<void> => {
    const names = Object.keys(columns);
    const places = names.map((_, index) => `$${index + 1}`);
    const sql = `insert into ${table} (${names.join()}) values (${places.join()}) on conflict do nothing`;
    await database.run(`plant.${table}-${names.length}`, sql, Object.values(columns));
  };
  const sealedFor = (table: string, key: string, owner: string, value: unknown) => {
    planted.push({ table, key, owner, value });
    const { sealed, keyId } = vault.seal(value, owner);
    return { sealed, key_id: keyId };
  };
  const mobileFor = (table: string, key: string, owner: string, value: string) => {
    const { sealed: mobile, key_id } = sealedFor(table, key, owner, value);
    return { mobile, key_id };
  };
  for (let n = 0; n < persons; n += 1) {
    const ref = `person-${randomUUID()}`;
    const [source, id, letter] = [`licence:${ref}`, randomUUID(), randomUUID()];
    await insert('party', {
      ref,
      kind: 'person',
      ...sealedFor('party', ref, ref, { number: n }),
      created_at: AT,
    });
    await insert('party_record', {
      ...{ source, party: ref, ...sealedFor('party_record', source, ref, { name: `王${n}` }) },
      ...{ fingerprint: Buffer.from([n & 255]), updated_at: AT },
    });
    await insert('address', {
      ref: id,
      person: ref,
      ...sealedFor('address', id, ref, { street: n }),
      created_at: AT,
    });
    await insert('account', {
      ...{ id, person: ref, level: 'window', phone_ref: ref, registered_at: AT, version: 1 },
      ...mobileFor('account', id, ref, `138${n}`),
    });
    await insert('organisation', { id: ORGANISATION, ref, kind: 'other', registered_at: AT, version: 1 });
    await insert('agent', {
      ...{ id, organisation: ORGANISATION, person: ref, phone_ref: ref, letter: 'l', registered_at: AT },
      ...{ mandate_from: '2026-01-01', mandate_until: '2027-01-01', version: 1 },
      ...mobileFor('agent', id, ref, `139${n}`),
    });
    await insert('staff', {
      ...{ id, username: id, role: 'auditor', ...sealedFor('staff', id, id, { name: `n${n}`, totp: 't' }) },
      ...{ password_hash: 'h', totp_step: 0, created_at: AT, version: 1 },
    });
    await insert('sms_message', {
      id,
      phone_ref: ref,
      ...sealedFor('sms_message', id, ref, ['m', 't']),
      muted: true,
    });
    await insert('sandbox_sms', {
      id,
      phone_ref: ref,
      ...sealedFor('sandbox_sms', id, ref, 'text'),
      sent_at: AT,
    });
    const credentials = sealedFor('idempotency', letter, id, { username: `u${n}` });
    await insert('idempotency', {
      ...{ key_hash: letter, body_digest: 'd', status: 201, created_at: AT },
      body: JSON.stringify({
        ...{ staffId: id, username: `u${n}`, sealed: credentials.sealed.toString('base64url') },
        keyId: credentials.key_id,
      }),
    });
  }
  await insert('idempotency', {
    key_hash: 'plain',
    body_digest: 'd',
    status: 200,
    created_at: AT,
    body: '[1]',
  });
  const { keyId: key_id } = vault.seal('', '');
  const closed = `closed-${randomUUID()}`;
  await insert('party', {
    ref: closed,
    kind: 'person',
    ...sealedFor('party', closed, closed, 0),
    created_at: AT,
  });
  await insert('account', {
    ...{
      id: randomUUID(),
      person: closed,
      level: 'window',
      key_id,
      registered_at: AT,
      closed_at: AT,
      version: 2,
    },
  });
  return planted;
}
