import { randomUUID } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { Module } from '@nestjs/common';
import {
  HandoverOpened,
  type Instant,
  type PersonRef,
  type SerialNumber,
  StandingChanged,
} from '@open122/contracts';
import {
  ConfigurationError,
  Database,
  defineService,
  Health,
  type RunningService,
  serviceTables,
  startService,
} from '@open122/service';
import { aFakeClock, type TestDatabase, testMigrations, testSettings } from '@open122/testkit';

import { messagingSettings } from './messaging.config';
import { MessagingModule } from './messaging.module';
import { Outbox } from './outbox/outbox';
import { messagingTables } from './tables';

@Module({ imports: [MessagingModule.forRoot()] })
class ToyModule {}

const toy = defineService({ name: 'fulfilment', module: ToyModule, settings: messagingSettings });
const opened = () => ({
  handoverId: randomUUID(),
  serial: 'HEL202601050000001' as SerialNumber,
  person: 'p'.repeat(43) as PersonRef,
  at: '2026-01-05T01:00:00.000Z' as Instant,
});

let db: TestDatabase;
let service: RunningService;
let database: Database;
let outbox: Outbox;
beforeAll(async () => {
  db = await testMigrations([serviceTables, messagingTables]);
  // nothing listens where these settings say that the brokers are
  service = await startService(toy, testSettings('fulfilment', db.url), { clock: aFakeClock() });
  database = service.app.get(Database);
  await database.connect();
  outbox = service.app.get(Outbox, { strict: false });
});
afterAll(() => db.close());

const rows = () =>
  db.database.run<Record<string, unknown>>('spec.outbox', 'select * from outbox order by id');

it('without a bus a service starts and takes commands, and says that it is not ready', async () => {
  await database.transaction((tx) => outbox.add(tx, HandoverOpened, opened(), { version: 1 }));
  const { ready, checks } = await service.app.get(Health).readiness();
  expect(ready).toBe(false);
  expect(checks.bus).toEqual({ up: false, detail: 'platform time is not known yet' });
  expect(await rows()).toHaveLength(1);
});

it('an event is a row in the transaction of its change, with its envelope', async () => {
  const data = opened();
  const traceparent = `00-${'a'.repeat(32)}-${'b'.repeat(16)}-01`;
  const cause = { id: 'some-cause', traceparent, correlation: 'some-errand' };
  await database.transaction((tx) => outbox.add(tx, HandoverOpened, data, { version: 4, cause }));
  const row = (await rows()).at(-1);
  expect(row).toMatchObject({ topic: 'he.fulfilment.handover.v1', key: data.handoverId, raw: null });
  expect(JSON.parse(String(row?.payload))).toEqual(data);
  expect(row?.headers).toMatchObject({
    ce_specversion: '1.0',
    ce_type: 'HandoverOpened',
    ce_source: '/he/fulfilment',
    ce_time: '2026-01-05T01:00:00.000Z',
    aggregateversion: '4',
    causationid: 'some-cause',
    correlationid: 'some-errand',
    // its cause's as it is: there is a span of its own only where spans are exported
    traceparent,
  });
});

it('what is rolled back was never said', async () => {
  const before = await rows();
  const failing = database.transaction(async (tx) => {
    await outbox.add(tx, HandoverOpened, opened(), { version: 1 });
    throw new Error('no');
  });
  await expect(failing).rejects.toThrow('no');
  expect(await rows()).toEqual(before);
});

it('many events of one kind keep their order', async () => {
  const items = Array.from({ length: 50 }, (_, version) => ({ data: opened(), version }));
  await database.transaction((tx) => outbox.addAll(tx, HandoverOpened, items));
  const keys = (await rows()).slice(-50).map(({ key }) => key);
  expect(keys).toEqual(items.map(({ data }) => data.handoverId));
});

it('nobody says what does not fit its schema, or what is not his to say', async () => {
  const bad = { ...opened(), handoverId: 'none' };
  const standing = { person: 'p'.repeat(43) as PersonRef, listing: null };
  const saying = (say: Promise<void>) => expect(say).rejects;
  await database.transaction(async (tx) => {
    await saying(outbox.add(tx, HandoverOpened, bad, { version: 1 })).toThrow(
      /does not fit its schema: \/handoverId/,
    );
    await saying(outbox.add(tx, StandingChanged, standing, { version: 1 })).toThrow(
      /does not say StandingChanged/,
    );
  });
});

describe('a crash point', () => {
  const start = (env: NodeJS.ProcessEnv) =>
    startService(toy, { ...testSettings('fulfilment', db.url), ...env }, { transport: false });
  const folder = mkdtempSync(join(tmpdir(), 'open122-'));
  afterAll(() => rmSync(folder, { recursive: true }));

  it('that nobody knows is refused', async () => {
    await expect(start({ OPEN122_CRASH: 'nowhere' })).rejects.toThrow(ConfigurationError);
  });

  it('is refused in production, unless it is a sandbox', async () => {
    const file = join(folder, 'real.yaml');
    const { PROVINCE_FILE } = testSettings('fulfilment', db.url);
    const sandbox = readFileSync(String(PROVINCE_FILE), 'utf8');
    writeFileSync(file, sandbox.replace(/^sandbox: true$/m, 'sandbox: false'));
    const env = { OPEN122_CRASH: 'relay.before-send:99', NODE_ENV: 'production' };
    await expect(start({ ...env, PROVINCE_FILE: file })).rejects.toThrow(/not for production/);
    await (await start(env)).close();
  });
});

it('a bus that is away does not hold up the end', async () => {
  const begun = Date.now();
  await service.close();
  expect(Date.now() - begun).toBeLessThan(6_000);
  expect((await rows()).length).toBeGreaterThan(0);
});
