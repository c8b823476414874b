import { setTimeout as sleep } from 'node:timers/promises';

import { rebuild } from '@open122/messaging';
import { Clock, Database, Health, type RunningService, startService } from '@open122/service';
import type { LocalStack } from '@open122/local';

import { headersOf, type RawBus, rawBus } from './raw-bus';
import { startServers } from './servers';
import { toyCopy, standings, copyTables } from './toy-copy';
import { personOf } from './toy-data';
import { ToyWorld } from './toy-world';
import { until } from './until';

jest.setTimeout(120_000);

const PERSONS = 3_000;
const UNTIL = '2027-01-01T00:00:00.000Z';

let stack: LocalStack;
let world: ToyWorld;
let raw: RawBus;
let service: RunningService;
let env: NodeJS.ProcessEnv;
beforeAll(async () => {
  const started = await startServers();
  stack = started.stack;
  world = await ToyWorld.make(started.servers);
  await world.consumer.query(copyTables);
  env = { ...world.settings, LICENCE_DATABASE_URL: world.settings.BLACKLIST_DATABASE_URL, LICENCE_PORT: '0' };
  raw = await rawBus(world);
  const all = Array.from({ length: PERSONS }, (_, at) => standing(at, 1));
  for (let at = 0; at < all.length; at += 500) {
    await raw.send(world.topic('blacklist.standing'), all.slice(at, at + 500));
  }
});
afterAll(async () => {
  await service?.close();
  await raw?.close();
  await world?.close();
  await stack?.stop();
});

const standing = (person: number, version: number) => {
  const key = personOf(String(person));
  const cause = { cause: 'third-refusal', serial: 'HEL202601050000001', at: '2026-07-01T00:00:00.000Z' };
  const listing = { from: '2026-07-01T00:00:00.000Z', until: UNTIL, causes: [cause] };
  return {
    key,
    headers: headersOf('StandingChanged', version),
    value: JSON.stringify({ person: key, listing }),
  };
};
const rows = async (): Promise<unknown[]> =>
  (await world.consumer.query('select * from standing order by person')).rows;
const rebuildIt = () =>
  rebuild({
    copy: standings,
    province: world.province,
    bus: world.servers,
    databaseUrl: env.LICENCE_DATABASE_URL ?? '',
  });

it('a fresh copy is not ready before it holds what its topic held', async () => {
  service = await startService(toyCopy, env);
  const health = service.app.get(Health);
  const seen: number[] = [];
  await until('ready', async () => {
    const { ready } = await health.readiness();
    if (!ready) seen.push((await rows()).length);
    return ready;
  });
  expect(await rows()).toHaveLength(PERSONS);
  expect(Math.min(...seen)).toBeLessThan(PERSONS);
});

it('a copy that lost its rows finds them again at the next start, though its group is at the end', async () => {
  await service.close();
  await world.consumer.query('truncate standing; delete from fact_progress');
  service = await startService(toyCopy, env);
  await until('ready', async () => (await service.app.get(Health).readiness()).ready);
  expect(await rows()).toHaveLength(PERSONS);
});

it('a rebuild gives the same rows; no reader ever misses one, and the live consumer goes on', async () => {
  const before = await rows();
  const database = service.app.get(Database);
  let reading = true;
  const misses: unknown[] = [];
  let reads = 0;
  const readers = Array.from({ length: 6 }, async (_, reader) => {
    for (let at = reader; reading; at = (at + 7) % PERSONS) {
      const found = await database
        .run('spec.listed', 'select listed_until from standing where person = $1', [personOf(String(at))])
        .catch((error: Error) => [error.message]);
      reads += 1;
      if (found.length !== 1 || typeof found[0] === 'string') misses.push(found);
      await sleep(1);
    }
  });
  const writing = (async () => {
    for (let version = 2; reading; version += 1) {
      await raw.send(world.topic('blacklist.standing'), [standing(1, version), standing(2, version)]);
      await sleep(5);
    }
  })();
  for (let round = 0; round < 3; round += 1) expect((await rebuildIt()).rows).toBe(PERSONS);
  reading = false;
  await Promise.all([...readers, writing]);
  expect({ misses, enough: reads > 1_000 }).toEqual({ misses: [], enough: true });
  await raw.send(world.topic('blacklist.standing'), [standing(1, 1_000_000), standing(2, 1_000_000)]);
  await until('the live consumer writes into the new table', async () => {
    const { rowCount } = await world.consumer.query('select 1 from standing where version = 1000000');
    return rowCount === 2;
  });
  const plain = (all: unknown[]) => all.map((each) => ({ ...(each as object), version: '' }));
  expect(plain(await rows())).toEqual(plain(before));
  const { rows: names } = await world.consumer.query<{ indexname: string }>(
    "select indexname from pg_indexes where tablename = 'standing' order by 1",
  );
  expect(names.map(({ indexname }) => indexname)).toEqual(['standing_pkey', 'standing_until']);
});

it('who might read the copy may read it after a rebuild', async () => {
  const reader = `reader_${world.province}`;
  await world.consumer.query(`create role ${reader}; grant select on standing to ${reader}`);
  await rebuildIt();
  const { rows: may } = await world.consumer.query<{ read: boolean; write: boolean }>(
    `select has_table_privilege($1, 'standing', 'select') as read, has_table_privilege($1, 'standing', 'insert') as write`,
    [reader],
  );
  expect(may).toEqual([{ read: true, write: false }]);
});

it('a rebuild heals a copy that has gone wrong', async () => {
  const before = await rows();
  await world.consumer.query(
    "update standing set version = 9000000000, listed_until = null; delete from standing where person like 'a%'",
  );
  await rebuildIt();
  expect(await rows()).toEqual(before);
});

it('every service follows the test clock, also one that starts later', async () => {
  const moved = { clock: 'platform', offsetMilliseconds: 86_400_000 };
  await raw.send(world.topic('gateway.clock'), [
    { key: 'platform', headers: headersOf('ClockMoved', 1), value: JSON.stringify(moved) },
  ]);
  await until('it follows', () => service.app.get<Clock>(Clock).offset === 86_400_000, 5_000);
  await service.close();
  service = await startService(toyCopy, env);
  const health = service.app.get(Health);
  await until('ready', async () => (await health.readiness()).ready);
  expect(service.app.get<Clock>(Clock).offset).toBe(86_400_000);
});
