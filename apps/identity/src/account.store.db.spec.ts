import type { PhoneRef } from '@open122/contracts';
import { type TestDatabase, testDatabase } from '@open122/testkit';
import { Client } from 'pg';

import { AccountSchema } from './account.schema';
import { AccountStore } from './account.store';
import { aVault } from './testing/a-vault';

const ACCOUNTS = 1_000_000;
/** A transaction of all would hold up the horizons of whatever else is tested on the server. */
const AT_ONCE = 50_000;
const FILL = `
insert into account (id, person, level, phone_ref, mobile, key_id, password_hash, registered_at, version)
select ('00000000-0000-4000-8000-' || lpad(to_hex(n), 12, '0'))::uuid, 'person-' || n, 'window', 'phone-' || n, '\\x00', 'test',
  '$argon2id$' || n, '2026-01-05', 1
from generate_series($1::int, $2::int) as n`;

let db: TestDatabase;
const accounts = new AccountStore(
  aVault(),
  // looking up says nothing
  undefined as never,
);
beforeAll(async () => {
  db = await testDatabase('identity', { entities: [AccountSchema] });
  const client = new Client(db.url);
  await client.connect();
  // the accounts alone are looked up: their persons are left out
  await client.query('set session_replication_role = replica');
  for (let from = 1; from <= ACCOUNTS; from += AT_ONCE) await client.query(FILL, [from, from + AT_ONCE - 1]);
  await client.query('analyze account');
  await client.end();
}, 60_000);
afterAll(() => db.close());

interface Plan {
  'Node Type': string;
  'Index Name'?: string;
  'Actual Rows': number;
  'Shared Hit Blocks': number;
  'Shared Read Blocks': number;
  Plans?: Plan[];
}

test('the look-up at sign-in is one indexed query among a million accounts', async () => {
  await db.database.read(async (tx) => {
    const account = await accounts.byMobile(tx, 'phone-654321' as PhoneRef);
    expect(account).toMatchObject({ person: 'person-654321', version: 1 });
    for (const mode of ['force_custom_plan', 'force_generic_plan']) {
      await tx.manager.query(`set plan_cache_mode = ${mode}`);
      // the very statement that the store has prepared on this connection
      const [explained] = await tx.manager.query<{ 'QUERY PLAN': [{ Plan: Plan }] }[]>(
        `explain (analyze, buffers, format json) execute "account.by-mobile" ('phone-654321')`,
      );
      const plan = explained!['QUERY PLAN'][0].Plan;
      const read = plan['Shared Hit Blocks'] + plan['Shared Read Blocks'];
      expect(plan).toMatchObject({ 'Node Type': 'Index Scan', 'Index Name': 'account_one_per_mobile' });
      expect(plan).toMatchObject({ 'Actual Rows': 1 });
      expect(plan.Plans).toBeUndefined();
      expect(read).toBeLessThanOrEqual(8);
    }
  });
});

test('a mobile that nobody has is looked for in the same way', async () => {
  expect(await db.database.read((tx) => accounts.byMobile(tx, 'nobody' as PhoneRef))).toBeNull();
});
