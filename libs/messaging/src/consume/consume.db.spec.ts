import { randomUUID } from 'node:crypto';

import { type ArgumentsHost, Catch, Controller, type ExceptionFilter, Module } from '@nestjs/common';
import { APP_FILTER } from '@nestjs/core';
import {
  DocumentProduced,
  HandoverOpened,
  type Instant,
  type Payload,
  type PersonRef,
  type SerialNumber,
} from '@open122/contracts';
import { Database, defineService, serviceTables, startService, type Tx } from '@open122/service';
import type { RunningService } from '@open122/service';
import { aFakeClock, type TestDatabase, testMigrations, testSettings } from '@open122/testkit';

import { messagingSettings } from '../messaging.config';
import { MessagingModule } from '../messaging.module';
import { Outbox } from '../outbox/outbox';
import { messagingTables } from '../tables';
import { consumerCases } from '../testing/consumer-cases';
import { aMessage, deliver } from '../testing/deliver';
import { IgnoredByRule, type Message } from './message';
import { On } from './on';

type Opened = Payload<typeof HandoverOpened>;

const toyTables = `
create table effect (place bigint generated always as identity primary key, key text not null, version bigint not null,
  unique (key, version));
`;
/** What the toy handler does besides its effect, by key. */
const twists = new Map<string, (tx: Tx, calls: number) => Promise<void> | void>();
const calls = new Map<string, number>();

@Controller()
class Toy {
  constructor(private readonly outbox: Outbox) {}

  @On('licence.toy', HandoverOpened, DocumentProduced)
  async handle({ key, version }: Message<Opened>, tx: Tx): Promise<void> {
    const count = (calls.get(key) ?? 0) + 1;
    calls.set(key, count);
    const twist = twists.get(key);
    if (version < 0) throw new IgnoredByRule('toy.never');
    await twist?.(tx, count);
    await tx.run('toy.effect', 'insert into effect (key, version) values ($1, $2)', [key, version]);
  }
  @On('licence.second-toy', DocumentProduced)
  async again({ key }: Message<Opened>, tx: Tx): Promise<void> {
    await tx.run('toy.second', 'insert into effect (key, version) values ($1, $2)', [`second ${key}`, 0]);
    if (twists.has(`second ${key}`)) throw new Error('second toy is broken');
  }
}

/** A service's global filter answers HTTP; it must not swallow what a handler throws. */
@Catch()
class Swallow implements ExceptionFilter {
  catch(_error: unknown, _host: ArgumentsHost): void {}
}

@Module({
  imports: [MessagingModule.forRoot()],
  controllers: [Toy],
  providers: [{ provide: APP_FILTER, useClass: Swallow }],
})
class ToyModule {}

let db: TestDatabase;
let service: RunningService;
beforeAll(async () => {
  db = await testMigrations([serviceTables, messagingTables, toyTables]);
  service = await startService(
    defineService({ name: 'licence', module: ToyModule, settings: messagingSettings }),
    testSettings('licence', db.url),
    { clock: aFakeClock(), transport: false },
  );
  await service.app.get(Database).connect();
});
afterAll(async () => {
  await service.close();
  await db.close();
});

const data = (handoverId: string = randomUUID()): Opened => ({
  handoverId,
  serial: 'HEL202601050000001' as SerialNumber,
  person: 'p'.repeat(43) as PersonRef,
  at: '2026-01-05T01:00:00.000Z' as Instant,
});
const opened = (key?: string, version = 1) => aMessage(HandoverOpened, data(key), { version });
const rows = <R>(sql: string, params: unknown[] = []) =>
  db.database.run<R>(`spec.${sql}`.slice(0, 60), sql, params);
const effects = () =>
  rows<{ key: string; version: number }>('select key, version from effect order by place');
const effectsOf = async (key: string | null) =>
  (await effects()).filter((each) => each.key === key).map(({ version }) => version);
const handovers = (messages: Parameters<typeof deliver>[2]) =>
  deliver(service.app, 'fulfilment.handover', messages);

describe('every consumer', () => {
  const key = randomUUID();
  consumerCases({
    app: () => service.app,
    handler: 'licence.toy',
    topic: 'fulfilment.handover',
    message: () => opened(),
    effects,
    outOfOrder: {
      messages: () => [opened(key, 2), opened(key, 1)],
      expect: async (delivered) => {
        expect(delivered.map(({ outcome }) => outcome)).toEqual(['handled', 'handled']);
        expect(await effectsOf(key)).toEqual([2, 1]);
      },
    },
  });
});

describe('a slice', () => {
  it('keeps the order of each key, though keys are handled at once', async () => {
    const keys = Array.from({ length: 20 }, () => randomUUID());
    const slice = Array.from({ length: 10 }, (_, version) =>
      keys.map((key) => opened(key, version + 1)),
    ).flat();
    await handovers(slice);
    for (const key of keys) expect(await effectsOf(key)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
  });

  it('a message whose handler always fails is buried, after a few tries; the others are handled', async () => {
    const [healthy, guilty] = [opened(), opened()];
    twists.set(String(guilty.key), () => {
      throw new TypeError('toy is broken');
    });
    const delivered = await handovers([opened(), guilty, healthy]);
    expect(delivered.map(({ outcome }) => outcome).sort()).toEqual(['dead', 'handled', 'handled']);
    expect(calls.get(String(guilty.key))).toBe(6);
    const [letter] = await rows<Record<string, unknown>>(
      'select * from dead_letter order by id desc limit 1',
    );
    expect(letter).toMatchObject({
      handler: 'licence.toy',
      event_id: guilty.headers.ce_id,
      topic: 'fulfilment.handover',
      type: 'HandoverOpened',
      cause: 'handler-failed',
      detail: 'TypeError: toy is broken',
      value: guilty.value,
    });
    const [sent] = await rows<Record<string, unknown>>('select * from outbox order by id desc limit 1');
    expect(sent).toMatchObject({
      topic: 'he.fulfilment.handover.v1.dead-letter',
      key: guilty.key,
      raw: guilty.value,
    });
    twists.delete(String(guilty.key));
    expect((await handovers([guilty]))[0]?.outcome).toBe('dead');
    expect(await effectsOf(guilty.key)).toEqual([]);
  });

  it('what fails for a while is handled in the end', async () => {
    const [first, lame] = [opened(), opened()];
    twists.set(String(lame.key), (_tx, count) => {
      if (count < 4) throw new Error('not yet');
    });
    expect((await handovers([first, lame])).map(({ outcome }) => outcome)).toEqual(['handled', 'handled']);
    expect(await effectsOf(lame.key)).toEqual([1]);
    expect(await effectsOf(first.key)).toEqual([1]);
  });

  it('a failed statement takes nobody else with it', async () => {
    const twice = randomUUID();
    const others = [opened(), opened(), opened()];
    await handovers([opened(twice), ...others, opened(twice)]);
    expect(await effectsOf(twice)).toEqual([1]);
    for (const { key } of others) expect(await effectsOf(key)).toEqual([1]);
    const [letter] = await rows<{ detail: string }>(
      'select detail from dead_letter order by id desc limit 1',
    );
    expect(letter?.detail).toMatch(/unique|duplicate key/);
  });

  it('a refusal by rule is recorded and never tried again', async () => {
    const refused = opened();
    twists.set(String(refused.key), () => {
      throw new IgnoredByRule('toy.closed');
    });
    const delivered = await handovers([opened(), refused]);
    expect(delivered.map(({ outcome, reason }) => [outcome, reason])).toContainEqual([
      'ignored',
      'toy.closed',
    ]);
    await handovers([refused]);
    expect(calls.get(String(refused.key))).toBe(1);
    expect(await effectsOf(refused.key)).toEqual([]);
  });

  it('a refusal that comes after a write takes the write back', async () => {
    const late = opened();
    twists.set(String(late.key), async (tx) => {
      await tx.run('toy.early', 'insert into effect (key, version) values ($1, 99)', [late.key]);
      throw new IgnoredByRule('toy.too-late');
    });
    const [outcome] = await handovers([late]);
    expect(outcome).toMatchObject({ outcome: 'ignored', reason: 'toy.too-late' });
    expect(await effectsOf(late.key)).toEqual([]);
  });

  it('a connection that breaks in mid-slice costs nothing', async () => {
    const [healthy, cut] = [opened(), opened()];
    twists.set(String(cut.key), async (tx, count) => {
      if (count < 3) await tx.run('toy.cut', 'select pg_terminate_backend(pg_backend_pid())');
    });
    const delivered = await handovers([healthy, cut]);
    expect(delivered.map(({ outcome }) => outcome)).toEqual(['handled', 'handled']);
    expect(await effectsOf(cut.key)).toEqual([1]);
    expect(await effectsOf(healthy.key)).toEqual([1]);
  });

  it('of two handlers of an event the one that fails does not hurt the other', async () => {
    const produced = aMessage(DocumentProduced, { ...data(), formNumber: '1' });
    twists.set(`second ${produced.key}`, () => undefined);
    const delivered = await handovers([produced]);
    expect(delivered.map(({ handler, outcome }) => [handler, outcome])).toEqual([
      ['licence.second-toy', 'dead'],
      ['licence.toy', 'handled'],
    ]);
    expect(await effectsOf(`second ${produced.key}`)).toEqual([]);
  });

  it('an event under a foreign key is poison: its order would not hold', async () => {
    const message = { ...opened(), key: randomUUID() };
    await handovers([message]);
    const [letter] = await rows<{ cause: string }>('select cause from dead_letter order by id desc limit 1');
    expect(letter?.cause).toBe('bad-schema');
  });
});
