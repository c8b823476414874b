import { randomUUID } from 'node:crypto';

import { Controller, Module } from '@nestjs/common';
import {
  HandoverOpened,
  type Instant,
  type Payload,
  type PersonRef,
  type SerialNumber,
  StandingChanged,
} from '@open122/contracts';
import {
  Database,
  defineService,
  type RunningService,
  serviceTables,
  startService,
  type Tx,
} from '@open122/service';
import { aFakeClock, outboxOf, type TestDatabase, testMigrations, testSettings } from '@open122/testkit';

import { messagingSettings } from '../messaging.config';
import { MessagingModule } from '../messaging.module';
import { Outbox } from '../outbox/outbox';
import { messagingTables } from '../tables';
import { consumerCases } from '../testing/consumer-cases';
import { aMessage, deliver } from '../testing/deliver';
import type { Message, Refused } from './message';
import { On, OnBatch } from './on';

type Opened = Payload<typeof HandoverOpened>;

const toyTables = `
create table effect (place bigint generated always as identity primary key, key text not null, version bigint not null,
  unique (key, version));
`;
const EFFECTS = `insert into effect (key, version) select key, version from unnest($1::text[], $2::bigint[]) with ordinality
  as fresh (key, version, place) order by place`;
/** Keys that the toy refuses, and keys that it breaks on. */
const refused = new Set<string>();
const broken = new Set<string>();
const sizes: number[] = [];

@Controller()
class Toy {
  constructor(private readonly outbox: Outbox) {}

  @OnBatch('blacklist.toy', HandoverOpened)
  async handle(messages: readonly Message<Opened>[], tx: Tx): Promise<readonly Refused[]> {
    sizes.push(messages.length);
    const fresh = messages.filter(({ key }) => !refused.has(key));
    if (fresh.some(({ key }) => broken.has(key))) throw new TypeError('toy is broken');
    const column = <K extends keyof Message>(name: K) => fresh.map((message) => message[name]);
    await tx.run('toy.effects', EFFECTS, [column('key'), column('version')]);
    const said = fresh.map((cause) => ({ data: standingOf(cause.data), version: cause.version, cause }));
    await this.outbox.addAll(tx, StandingChanged, said);
    return messages
      .filter(({ key }) => refused.has(key))
      .map((message) => ({ message, code: 'toy.refused' }));
  }
  @On('blacklist.beside', HandoverOpened)
  async beside({ key, version }: Message<Opened>, tx: Tx): Promise<void> {
    await tx.run('toy.beside', 'insert into effect (key, version) values ($1, $2)', [
      `beside ${key}`,
      version,
    ]);
  }
}
const standingOf = ({ person }: Opened): Payload<typeof StandingChanged> => ({ person, listing: null });

@Module({ imports: [MessagingModule.forRoot()], controllers: [Toy] })
class ToyModule {}

let db: TestDatabase;
let service: RunningService;
beforeAll(async () => {
  db = await testMigrations([serviceTables, messagingTables, toyTables]);
  service = await startService(
    defineService({ name: 'blacklist', module: ToyModule, settings: messagingSettings }),
    testSettings('blacklist', db.url),
    { clock: aFakeClock(), transport: false },
  );
  await service.app.get(Database).connect();
});
beforeEach(() => (sizes.length = 0));
afterAll(async () => {
  await service.close();
  await db.close();
});

const opened = (handoverId: string = randomUUID(), version = 1) => {
  const data: Opened = {
    handoverId,
    serial: 'HEL202601050000001' as SerialNumber,
    person: 'p'.repeat(43) as PersonRef,
    at: '2026-01-05T01:00:00.000Z' as Instant,
  };
  return aMessage(HandoverOpened, data, { version });
};
const effects = () =>
  db.database.run<{ key: string; version: number }>(
    'spec.effects',
    'select key, version from effect order by place',
  );
const effectsOf = async (key: string | null) =>
  (await effects()).filter((each) => each.key === key).map(({ version }) => version);
const hears = async (messages: Parameters<typeof deliver>[2]) =>
  (await deliver(service.app, 'fulfilment.handover', messages)).filter(
    ({ handler }) => handler === 'blacklist.toy',
  );

describe('every consumer', () => {
  const key = randomUUID();
  consumerCases({
    app: () => service.app,
    handler: 'blacklist.toy',
    topic: 'fulfilment.handover',
    message: () => opened(),
    effects,
    outOfOrder: {
      messages: () => [opened(key, 2), opened(key, 1)],
      expect: async (delivered) => {
        const own = delivered.filter(({ handler }) => handler === 'blacklist.toy');
        expect(own.map(({ outcome }) => outcome)).toEqual(['handled', 'handled']);
        expect(await effectsOf(key)).toEqual([2, 1]);
      },
    },
  });
});

it('takes what is fresh of a slice at once, in order; what it says is tied to its own cause', async () => {
  const key = randomUUID();
  const [known, ...fresh] = [opened(), opened(key, 1), opened(), opened(key, 2)];
  await hears([known]);
  await db.database.run('spec.clear', 'delete from outbox');
  await hears([known, ...fresh, ...fresh]);
  expect(sizes).toEqual([1, 3]);
  expect(await effectsOf(key)).toEqual([1, 2]);
  const said = await outboxOf(db.database);
  expect(said.map(({ causation }) => causation)).toEqual(fresh.map(({ headers }) => headers.ce_id));
});

it('what it refuses by a rule is recorded, the rest of the slice is handled', async () => {
  const [one, bad, two] = [opened(), opened(), opened()];
  refused.add(String(bad.key));
  const delivered = await hears([one, bad, two]);
  expect(delivered.map(({ outcome, reason }) => [outcome, reason]).sort()).toEqual([
    ['handled', null],
    ['handled', null],
    ['ignored', 'toy.refused'],
  ]);
  expect([await effectsOf(bad.key), await effectsOf(two.key)]).toEqual([[], [1]]);
});

it('a slice that fails is taken one by one: the guilty is buried, the others are handled once', async () => {
  const [one, guilty, two] = [opened(), opened(), opened()];
  broken.add(String(guilty.key));
  const delivered = await hears([one, guilty, two]);
  expect(delivered.map(({ outcome }) => outcome).sort()).toEqual(['dead', 'handled', 'handled']);
  expect(sizes[0]).toBe(3);
  expect(sizes.slice(1).every((size) => size === 1)).toBe(true);
  for (const { key } of [one, two]) expect(await effectsOf(key)).toEqual([1]);
  expect(await effectsOf(guilty.key)).toEqual([]);
  expect(await effectsOf(`beside ${guilty.key}`)).toEqual([1]);
});
