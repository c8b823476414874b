import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

import type { LocalStack } from '@open122/local';
import { busAccessOf, ensureAcls, ensureTopics } from '@open122/messaging';
import { Health, Metrics, Quiescence, type RunningService, startService } from '@open122/service';
import { type TestCertificate, testCertificate } from '@open122/testkit';

import { checkEffects, checkTopics } from './checker';
import { headersOf, rawBus, sendAs } from './raw-bus';
import { startServers } from './servers';
import { toyConsumer } from './toy-consumer';
import { changeOf } from './toy-data';
import { toyProducer } from './toy-producer';
import { ended, ToyWorld } from './toy-world';
import { until } from './until';

jest.setTimeout(120_000);

/** Whom the broker knows: an administrator, and each service by a name of its own. */
const ACCOUNTS = {
  administrator: { username: 'toys', password: 'long and random' },
  fulfilment: { username: 'toy-producer', password: 'another' },
  blacklist: { username: 'toy-consumer', password: 'one more' },
} as const;

let stack: LocalStack;
let world: ToyWorld;
let producer: RunningService;
let consumer: RunningService;
const folder = mkdtempSync(join(tmpdir(), 'open122-bus-'));
let certificate: TestCertificate;
beforeAll(async () => {
  certificate = await testCertificate(folder);
  const { cert, key } = certificate;
  const { administrator, fulfilment, blacklist } = ACCOUNTS;
  const started = await startServers({
    securedKafka: { cert, key, accounts: [administrator, fulfilment, blacklist] },
  });
  stack = started.stack;
  world = await ToyWorld.make(started.servers);
  producer = await startService(toyProducer, world.settings);
  consumer = await startService(toyConsumer, world.settings);
  await until('both are ready', async () => (await isReady(producer)) && (await isReady(consumer)));
});
afterAll(async () => {
  await consumer?.close();
  await producer?.close();
  await world?.close();
  await stack?.stop();
  rmSync(folder, { recursive: true });
});

const isReady = async ({ app }: RunningService) => (await app.get(Health).readiness()).ready;
const pendingOf = ({ app }: RunningService) => app.get(Quiescence).pending();
const duplicates = async ({ app }: RunningService): Promise<number> => {
  const metric = await app.get(Metrics).registry.getSingleMetric('open122_messages_total')?.get();
  const values = metric?.values.filter(({ labels }) => labels.outcome === 'duplicate') ?? [];
  return values.reduce((sum, { value }) => sum + value, 0);
};

it('every change has one effect elsewhere, in the order of its key', async () => {
  const keys = await world.giveWork(30, 20);
  expect(await world.settled(keys, 600, 60_000)).toBe(true);
  expect(await checkEffects(world, keys)).toEqual([]);
  expect(await checkTopics(world, keys)).toEqual([]);
});

it('an effect follows its commit within milliseconds, not at the next poll', async () => {
  const delays: number[] = [];
  for (let change = 0; change < 20; change += 1) {
    const [key = ''] = await world.giveWork(1, 1);
    await until(
      'committed',
      async () => (await world.producer.query('select 1 from change where key = $1', [key])).rowCount === 1,
      5_000,
    );
    const begun = performance.now();
    while ((await world.effects([key])) === 0) await sleep(1);
    delays.push(performance.now() - begun);
  }
  const median = delays.sort((a, b) => a - b)[10] ?? Infinity;
  expect(median).toBeLessThan(200);
});

it('over TLS, each service known by its name and allowed what is its own, all is the same; with another password nobody hears', async () => {
  const login = (service: 'fulfilment' | 'blacklist', password: string = ACCOUNTS[service].password) => ({
    [`${service.toUpperCase()}_KAFKA_USERNAME`]: ACCOUNTS[service].username,
    [`${service.toUpperCase()}_KAFKA_PASSWORD`]: password,
  });
  const access = {
    KAFKA_BROKERS: stack.published.SECURED_KAFKA_BROKERS ?? '',
    ...{ KAFKA_TLS: 'on', KAFKA_SASL: 'scram-sha-512', TLS_CA: certificate.ca },
  };
  const as = ({ username, password }: { username: string; password: string }) =>
    busAccessOf({ ...access, KAFKA_USERNAME: username, KAFKA_PASSWORD: password });
  const secured = await ToyWorld.make(world.servers, {
    ...access,
    ...{ ...login('fulfilment'), ...login('blacklist') },
  });
  // as `prepare` makes them
  const administrator = as(ACCOUNTS.administrator);
  expect(await ensureTopics(administrator, secured.province)).not.toEqual([]);
  const plan = {
    ...{ province: secured.province, sandbox: true },
    accounts: { fulfilment: ACCOUNTS.fulfilment.username, blacklist: ACCOUNTS.blacklist.username },
  };
  const services = [
    await startService(toyProducer, secured.settings),
    await startService(toyConsumer, secured.settings),
  ];
  const keys = await secured.giveWork(5, 4);
  await until('it is committed', async () => (await secured.changes(keys)) === 20);
  await sleep(1_500);
  // the broker knows them, and allows them nothing yet
  expect(await secured.effects(keys)).toBe(0);
  expect((await ensureAcls(administrator, plan))?.made).toBeGreaterThan(0);
  expect(await secured.settled(keys, 20, 60_000)).toBe(true);
  expect(await checkEffects(secured, keys)).toEqual([]);
  await services[1]?.close();

  const send = (topic: string, account: keyof typeof ACCOUNTS) => sendAs(as(ACCOUNTS[account]), topic);
  await expect(send(secured.topic('fulfilment.handover'), 'blacklist')).rejects.toThrow(/Not authorized/);
  await expect(send(secured.topic('blacklist.standing'), 'fulfilment')).rejects.toThrow(/Not authorized/);

  const stranger = await startService(toyConsumer, {
    ...{ ...secured.settings, ...login('blacklist', 'guessed') },
  });
  const more = await secured.giveWork(1, 1);
  await until('it is committed', async () => (await secured.changes(more)) === 1);
  await sleep(1_500);
  expect([await isReady(stranger), await secured.effects(more)]).toEqual([false, 0]);
  await Promise.all([stranger.close(), services[0]?.close()]);
  await secured.close();
});

it('what an account may do is made once, follows the plan, and what others may do is left alone', async () => {
  const bus = { brokers: world.servers.brokers };
  const plan = { province: world.province, sandbox: false, accounts: { blacklist: 'acl-one' } };
  const other = { ...plan, accounts: { vehicle: 'acl-other' } };
  const made = (await ensureAcls(bus, plan))?.made ?? 0;
  expect(made).toBeGreaterThan(0);
  expect((await ensureAcls(bus, other))?.removed).toBe(0);
  expect(await ensureAcls(bus, plan)).toEqual({ made: 0, removed: 0 });
  // the account is another service's now
  const moved = await ensureAcls(bus, { ...plan, accounts: { fulfilment: 'acl-one' } });
  expect(moved?.made).toBeGreaterThan(0);
  expect(moved?.removed).toBeGreaterThan(0);
  expect(await ensureAcls(bus, { ...plan, accounts: { fulfilment: 'acl-one' } })).toEqual({
    ...{ made: 0, removed: 0 },
  });
  expect((await ensureAcls(bus, other))?.made).toBe(0);
});

it('says when it is quiet', async () => {
  const keys = await world.giveWork(5, 5);
  await world.settled(keys, 25, 30_000);
  await until('quiet', async () => {
    const counts = [await pendingOf(producer), await pendingOf(consumer)];
    return counts.every(({ outbox, consumerLag }) => outbox === 0 && consumerLag === 0);
  });
});

it('poison of five kinds is buried, and holds no healthy message up', async () => {
  const raw = await rawBus(world);
  const healthy = Array.from({ length: 400 }, () => randomUUID());
  const event = (key: string) => ({
    key,
    headers: headersOf('HandoverOpened', 1),
    value: JSON.stringify(changeOf(key)),
  });
  const poison = [
    { ...event(randomUUID()), value: '{"half' },
    { ...event(randomUUID()), value: '{}' },
    { ...event(randomUUID()), headers: headersOf('NeverHeardOf', 1) },
    { ...event(randomUUID()), value: JSON.stringify({ padding: 'x'.repeat(900_000) }) },
    { ...event(randomUUID()), value: null },
  ];
  const topic = world.topic('fulfilment.handover');
  const begun = Date.now();
  for (let at = 0; at < healthy.length; at += 80) {
    await raw.send(topic, healthy.slice(at, at + 80).map(event));
    await raw.send(topic, [poison[at / 80] ?? event(randomUUID())]);
  }
  await until(
    'all healthy ones have their effect',
    async () => (await world.effects(healthy)) === 400,
    10_000,
  );
  expect(Date.now() - begun).toBeLessThan(5_000);
  await until(
    'the dead letters are published',
    async () => (await world.consumer.query('select 1 from outbox')).rowCount === 0,
  );
  const { rows } = await world.consumer.query<{ cause: string; value: Buffer | null }>(
    'select cause, value from dead_letter order by id',
  );
  expect(rows.map(({ cause }) => cause).sort()).toEqual(
    ['bad-json', 'bad-schema', 'bad-schema', 'null', 'unknown-type'].sort(),
  );
  await raw.close();
});

it('a stop under load redelivers nothing', async () => {
  const keys = await world.giveWork(60, 40);
  for (let stop = 0; stop < 3; stop += 1) {
    await sleep(700);
    await consumer.close();
    consumer = await startService(toyConsumer, world.settings);
    await until('it is back', () => isReady(consumer));
    expect(await duplicates(consumer)).toBe(0);
  }
  expect(await world.settled(keys, 2_400, 60_000)).toBe(true);
  expect(await duplicates(consumer)).toBe(0);
  expect(await checkEffects(world, keys)).toEqual([]);
});

it('two instances of each service share the work, and one goes on when the other ends', async () => {
  const second = {
    producer: await startService(toyProducer, world.settings),
    consumer: await startService(toyConsumer, world.settings),
  };
  await until('the second consumer has joined', () => isReady(second.consumer));
  const keys = await world.giveWork(40, 20);
  await sleep(500);
  await Promise.all([producer.close(), consumer.close()]);
  ({ producer, consumer } = second);
  expect(await world.settled(keys, 800, 60_000)).toBe(true);
  expect(await checkEffects(world, keys)).toEqual([]);
  expect(await checkTopics(world, keys)).toEqual([]);
});

it('a consumer that freezes with a transaction open holds its successor up for seconds, and doubles nothing', async () => {
  await consumer.close();
  const frozen = world.run('consumer');
  const keys = await world.giveWork(40, 20);
  await until('it is at work', async () => (await world.effects(keys)) > 100);
  frozen.kill('SIGSTOP');
  consumer = await startService(toyConsumer, world.settings);
  expect(await world.settled(keys, 800, 60_000)).toBe(true);
  frozen.kill('SIGCONT');
  await sleep(3_000);
  expect(await checkEffects(world, keys)).toEqual([]);
  await ended(frozen, 'SIGTERM');
});

it('while the broker is away changes go on; nothing is lost, and the services live', async () => {
  const before = await world.giveWork(20, 10);
  await sleep(300);
  await stack.kill('kafka');
  const during = await world.giveWork(20, 10);
  await until('changes are committed without a broker', async () => {
    const { rowCount } = await world.producer.query('select 1 from change where key = any($1)', [during]);
    return rowCount === 200;
  });
  await until('the consumer says that it hears nothing', async () => !(await isReady(consumer)));
  await sleep(1_000);
  await stack.restart('kafka');
  const all = [...before, ...during];
  expect(await world.settled(all, 400, 60_000)).toBe(true);
  await until('both are ready again', async () => (await isReady(producer)) && (await isReady(consumer)));
  expect(await checkEffects(world, all)).toEqual([]);
  expect(await checkTopics(world, all)).toEqual([]);
});

it('a database that restarts costs nothing either', async () => {
  const keys = await world.giveWork(20, 20);
  await sleep(300);
  await stack.kill('postgres');
  await stack.restart('postgres');
  expect(await world.settled(keys, 400, 60_000)).toBe(true);
  expect(await checkEffects(world, keys)).toEqual([]);
});
