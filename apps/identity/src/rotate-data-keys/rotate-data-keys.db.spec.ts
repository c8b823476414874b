import { setTimeout as sleep } from 'node:timers/promises';

import { Audit, SystemClock } from '@open122/service';
import { type TestDatabase, testDatabase } from '@open122/testkit';

import { keySettingsOf } from '../key-ring/key-settings';
import { Keys } from '../key-ring/keys';
import { aSigningKey } from '../testing/a-signing-key';
import { plant, type Planted } from '../testing/sealed-rows';
import { type Sealed, Vault } from '../vault';
import { ResealRows } from './reseal-rows';
import { type Ended, type Pace, type Progress, RotateDataKeys } from './rotate-data-keys';
import { putFresh, rowsByKey, staleSlice } from './sealed-rows.store';
import { SEALED_TABLES } from './sealed-tables';

jest.setTimeout(60_000);

const REF = Buffer.alloc(32, 9);
const TOKEN_KEY = aSigningKey('first-token');
const one = { DATA_KEY: Buffer.alloc(32, 1), DATA_KEY_ID: 'one', TOKEN_KEY };
const two = { ...one, DATA_KEY: Buffer.alloc(32, 2), DATA_KEY_ID: 'two' };
const changing = { ...two, DATA_KEY_BEFORE: one.DATA_KEY, DATA_KEY_BEFORE_ID: 'one' };
const PACE: Pace = { lead: 0.2, pause: 0, trusted: 100, request: 300 };
const quiet: Progress = { key: () => undefined, slice: () => undefined, settling: () => undefined };

let test: TestDatabase;
beforeEach(async () => {
  test = await testDatabase('identity');
});
afterEach(() => test.close());

/** A process with its own reading of the ring. */
async function anInstance(settings: Parameters<typeof keySettingsOf>[0] = one) {
  const keys = new Keys(test.database, keySettingsOf(settings));
  await keys.read();
  return { keys, vault: new Vault(REF, keys) };
}
async function rotate(progress: Partial<Progress> = {}, settings = one, pace = PACE): Promise<Ended> {
  const { keys, vault } = await anInstance(settings);
  const rows = new ResealRows(test.database, keys, vault);
  const audit = new Audit(new SystemClock());
  const rotation = new RotateDataKeys(test.database, keySettingsOf(settings), keys, rows, audit);
  return rotation.rotate(pace, { ...quiet, ...progress });
}

const sealedOf = async ({ table, key }: Planted): Promise<Sealed> => {
  const { key: name, sealed, keyId } = SEALED_TABLES.find((each) => each.table === table)!;
  const sql = `select ${sealed} as sealed, ${keyId} as "keyId" from ${table} where ${name}::text = $1`;
  return (await test.database.run<Sealed>(`test.row-${table}`, sql, [key]))[0]!;
};
async function openedBy(vault: Vault, planted: readonly Planted[]): Promise<unknown[]> {
  const values: unknown[] = [];
  for (const row of planted) values.push(vault.open(await sealedOf(row), row.owner));
  return values;
}
async function rows(): Promise<Record<string, number>> {
  const all: Record<string, number> = {};
  for (const table of SEALED_TABLES) {
    for (const [id, more] of await rowsByKey(test.database, table, 7)) all[id] = (all[id] ?? 0) + more;
  }
  return all;
}
const ring = () =>
  test.database.run<{ id: string; root: string | null; gone: boolean }>(
    'test.ring',
    `select id, root, retired_at is not null as gone from key_ring where purpose = 'data' order by used_from`,
  );

it('every table that names a key is rotated; no other column of bytes holds what is sealed by one', async () => {
  const columns = await test.database.run<{ table: string; column: string; type: string }>(
    'test.columns',
    `select table_name as "table", column_name as "column", data_type as type from information_schema.columns
     where table_schema = 'public' and (column_name = 'key_id' or data_type = 'bytea') order by 1, 2`,
  );
  const ours = new Set(SEALED_TABLES.map(({ table }) => table));
  const named = columns.filter(({ column }) => column === 'key_id').map(({ table }) => table);
  expect([...named, 'idempotency'].sort()).toEqual([...ours].sort());
  const sealed = SEALED_TABLES.map(({ table, sealed: column }) => `${table}.${column}`);
  const bytes = columns
    .filter(({ type }) => type === 'bytea')
    .map(({ table, column }) => `${table}.${column}`);
  expect(bytes.filter((each) => !sealed.includes(each))).toEqual([
    'dead_letter.key',
    'dead_letter.value',
    'key_ring.wrapped',
    'known_client.client',
    'known_client.login',
    'outbox.raw',
    'party_record.fingerprint',
    'refresh_token.hash',
    'registration_try.key',
    'sign_in_attempt.key',
    'sms_code.hash',
  ]);
});

it('seals every row of every table anew and deletes the older key; twice', async () => {
  const { vault } = await anInstance();
  const planted = await plant(test, vault, 205);
  const told = new Set<string>();
  const first = await rotate({ slice: (table) => told.add(table) });
  expect([...told]).toEqual(SEALED_TABLES.map(({ table }) => table));
  expect(first).toMatchObject({ resealed: planted.length + 1, retired: ['one'], unopened: [] });
  expect(await rows()).toEqual({ [first.id]: planted.length + 1 });
  const after = await anInstance();
  expect(await openedBy(after.vault, planted)).toEqual(planted.map(({ value }) => value));

  const second = await rotate();
  expect(second).toMatchObject({ resealed: planted.length + 1, retired: [first.id] });
  expect(await rows()).toEqual({ [second.id]: planted.length + 1 });
  expect(await openedBy((await anInstance()).vault, planted)).toEqual(planted.map(({ value }) => value));
  expect(await ring()).toEqual([
    { id: 'one', root: null, gone: true },
    { id: first.id, root: null, gone: true },
    { id: second.id, root: 'one', gone: false },
  ]);
  const audited = await test.database.run(
    'test.audit',
    'select actor, action, subject from audit order by id',
  );
  const [actor, make, retire] = ['operator of the platform', 'data-key.make', 'data-key.retire'];
  expect(audited).toEqual([
    { actor, action: make, subject: first.id },
    { actor, action: retire, subject: 'one' },
    { actor, action: make, subject: second.id },
    { actor, action: retire, subject: first.id },
  ]);
});

it('cut in the middle, everything still opens, and the next run goes on with the same key', async () => {
  const { vault } = await anInstance();
  const planted = await plant(test, vault, 40);
  let made = '';
  const cut = rotate({
    key: (id) => (made = id),
    slice: (table) => {
      if (table === 'account') throw new Error('cut');
    },
  });
  await expect(cut).rejects.toThrow('cut');
  const between = await rows();
  expect(Object.keys(between).sort()).toEqual([made, 'one'].sort());
  expect(await openedBy((await anInstance()).vault, planted)).toEqual(planted.map(({ value }) => value));

  let goesOn: unknown[] = [];
  const ended = await rotate({ key: (id, _, begun) => (goesOn = [id, begun]) });
  expect(goesOn).toEqual([made, false]);
  expect(ended).toMatchObject({ id: made, resealed: between.one, retired: ['one'] });
  expect(await rows()).toEqual({ [made]: planted.length + 1 });
  expect(await openedBy((await anInstance()).vault, planted)).toEqual(planted.map(({ value }) => value));
});

it('who changes a row meanwhile wins, who holds one is not waited for, and what is written back late is found', async () => {
  const { vault, keys } = await anInstance();
  const planted = await plant(test, vault, 3);
  const [changed, held, late] = planted.filter(({ table }) => table === 'address') as [
    Planted,
    Planted,
    Planted,
  ];
  const table = SEALED_TABLES.find((each) => each.table === 'address')!;
  const { stale } = await staleSlice(test.database, table, { after: null, inUse: 'other', size: 10 });
  const write = ({ key }: Planted, { sealed, keyId }: Sealed) =>
    test.database.run('test.write', 'update address set sealed = $2, key_id = $3 where ref = $1', [
      key,
      sealed,
      keyId,
    ]);
  await write(changed, vault.seal({ street: 'new' }, changed.owner));
  const fresh = stale.map((row) => ({ ...row, fresh: Buffer.from('fresh') }));
  const put = await test.database.read(async (holder) => {
    await holder.run('test.begin', 'begin');
    await holder.run('test.hold', 'select 1 from address where ref = $1 for update', [held.key]);
    const written = await test.database.transaction((tx) => putFresh(tx, table, fresh, 'other'));
    await holder.run('test.rollback', 'rollback');
    return written;
  });
  expect(put).toBe(1);
  expect(vault.open(await sealedOf(changed), changed.owner)).toEqual({ street: 'new' });
  expect(vault.open(await sealedOf(held), held.owner)).toEqual(held.value);

  const before = vault.seal(late.value, late.owner);
  await write(late, before);
  let times = 0;
  const ended = await rotate({
    settling: () => {
      times += 1;
      // who had read the row before it was sealed anew
      if (times === 1) void write(late, before);
    },
  });
  await keys.read();
  expect(await rows()).toEqual({ [ended.id]: planted.length + 1 });
  expect(times).toBeGreaterThan(1);
  expect(vault.open(await sealedOf(late), late.owner)).toEqual(late.value);
});

it('processes that read the ring at different times open each other’s rows throughout', async () => {
  const processes = [await anInstance(), await anInstance(), await anInstance()];
  const failures: unknown[] = [];
  const written: Planted[] = [];
  const seen = new Set<string>();
  let over = false;
  const works = processes.map(async ({ keys, vault }, number) => {
    for (let turn = 0; !over; turn += 1) {
      if (turn % (10 + number * 5) === 0) await keys.read();
      const key = `00000000-0000-4000-8000-${String(number * 1e6 + turn).padStart(12, '0')}`;
      const { sealed, keyId } = vault.seal(turn, 'owner');
      seen.add(`${number} ${keyId}`);
      await test.database.run(
        'test.keep',
        `insert into sandbox_sms values ($1, 'owner', $2, $3, '2026-01-05')`,
        [key, sealed, keyId],
      );
      written.push({ table: 'sandbox_sms', key, owner: 'owner', value: turn });
      const other = written[Math.floor((turn * 7919) % written.length)]!;
      try {
        expect(vault.open(await sealedOf(other), other.owner)).toBe(other.value);
      } catch (error) {
        failures.push(error);
      }
      await sleep(10);
    }
  });
  const pace = { lead: 1, pause: 0, trusted: 500, request: 500 };
  const { id } = await rotate({}, one, pace);
  over = true;
  await Promise.all(works);
  expect(failures).toEqual([]);
  expect([...seen].sort()).toEqual(
    [0, 1, 2].flatMap((number) => [`${number} ${id}`, `${number} one`]).sort(),
  );
  expect(await rows()).toEqual({ [id]: written.length });
});

it('a row that no key opens keeps all keys, and is named', async () => {
  const { vault } = await anInstance();
  const [row] = await plant(test, vault, 1);
  await test.database.run('test.spoil', `update party set sealed = sealed || '\\x00' where ref = $1`, [
    row!.key,
  ]);
  const ended = await rotate();
  expect(ended).toMatchObject({ retired: [], unopened: [`party ${row!.key}`] });
  expect(await ring()).toMatchObject([
    { id: 'one', gone: false },
    { id: ended.id, gone: false },
  ]);
  expect(await rows()).toMatchObject({ one: 1 });
});

it('changes the root before anything was rotated: its data goes under a key of the ring too', async () => {
  const planted = await plant(test, (await anInstance()).vault, 2);
  const ended = await rotate({}, changing);
  expect(ended).toMatchObject({ resealed: planted.length + 1, retired: ['one'] });
  const { keys, vault } = await anInstance(two);
  expect([keys.locked(), keys.dataKey().id]).toEqual([[], ended.id]);
  expect(await openedBy(vault, planted)).toEqual(planted.map(({ value }) => value));
});

it('changes the root: afterwards the one from before opens nothing that is needed', async () => {
  const planted = await plant(test, (await anInstance()).vault, 2);
  await rotate();
  expect((await anInstance(two)).keys.locked()).toHaveLength(1);
  // an instance that still has the settings from before knows the keys it has read, whatever they are wrapped under
  const old = await anInstance();
  const { id } = await rotate({}, changing);
  expect(old.vault.seal('x', 'o').keyId).not.toBe(id);
  expect((await ring()).at(-1)).toEqual({ id, root: 'two', gone: false });
  const after = await anInstance(two);
  expect(after.keys.locked()).toEqual([]);
  expect(await openedBy(after.vault, planted)).toEqual(planted.map(({ value }) => value));
});
