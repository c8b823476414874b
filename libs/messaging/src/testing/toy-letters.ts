import { createHash, randomUUID } from 'node:crypto';

import { Controller, Module } from '@nestjs/common';
import {
  DocumentProduced,
  HandoverOpened,
  type Instant,
  instantOf,
  LicenceChanged,
  type Payload,
  type PersonRef,
  type SerialNumber,
  StandingChanged,
} from '@open122/contracts';
import { Database, defineService, type RunningService, serviceTables, startService } from '@open122/service';
import type { Tx } from '@open122/service';
import { aFakeClock, type TestDatabase, testMigrations, testSettings } from '@open122/testkit';

import { bury } from '../consume/dead-letters';
import type { Message } from '../consume/message';
import { On, OnBatch } from '../consume/on';
import { factCopy } from '../facts/fact-copy';
import { messagingSettings } from '../messaging.config';
import { MessagingModule } from '../messaging.module';
import { Outbox } from '../outbox/outbox';
import { DeadLetters, type Replayed } from '../replay/dead-letters';
import type { Letter } from '../replay/letter.store';
import { deadLetterTables, messagingTables } from '../tables';
import { aMessage, deliver, type TestMessage } from './deliver';

type Opened = Payload<typeof HandoverOpened>;

const toyTables = `
create table effect (place bigint generated always as identity primary key, handler text not null, key text not null);
create table standing (person text primary key, listed boolean not null, version bigint not null check (version <> 666));
create table licence (licence_id text primary key, issue_no bigint not null, version bigint not null check (version <> 666));
`;
/** What the toy does before its effect, by key. */
export const twists = new Map<string, (tx: Tx) => Promise<unknown> | void>();
export const person = (letter: string): PersonRef => letter.repeat(43) as PersonRef;

@Controller()
class Toy {
  constructor(private readonly outbox: Outbox) {}

  @On('blacklist.toy', HandoverOpened)
  async handle({ key, version, data }: Message<Opened>, tx: Tx): Promise<void> {
    await twists.get(key)?.(tx);
    await tx.run('toy.effect', 'insert into effect (handler, key) values ($1, $2)', ['toy', key]);
    await this.outbox.add(tx, StandingChanged, { person: data.person, listing: null }, { version });
    await twists.get(`${key} late`)?.(tx);
  }
  @OnBatch('blacklist.second-toy', HandoverOpened, DocumentProduced)
  async again(messages: readonly Message<Opened>[], tx: Tx): Promise<void> {
    const insert = 'insert into effect (handler, key) select $1, key from unnest($2::text[]) as key';
    await tx.run('toy.second', insert, ['second', messages.map(({ key }) => key)]);
    for (const { key } of messages) await twists.get(`${key} second`)?.(tx);
  }
}

const facts = [
  factCopy({
    name: 'standing',
    event: StandingChanged,
    table: 'standing',
    key: 'person',
    columns: { person: ({ person: who }) => who, listed: ({ listing }) => listing !== null },
  }),
  factCopy({
    name: 'licence',
    event: LicenceChanged,
    table: 'licence',
    key: 'licence_id',
    columns: { licence_id: ({ licenceId }) => licenceId, issue_no: ({ issueNo }) => issueNo },
  }),
];

@Module({ imports: [MessagingModule.forRoot({ facts })], controllers: [Toy] })
class ToyModule {}

/** A service with two handlers and two copies, on a database of its own, whose messages can be made to die. */
export class ToyLetters {
  private constructor(
    private readonly db: TestDatabase,
    private readonly service: RunningService,
  ) {}

  static async start(): Promise<ToyLetters> {
    const db = await testMigrations([serviceTables, messagingTables, deadLetterTables, toyTables]);
    const service = await startService(
      defineService({ name: 'blacklist', module: ToyModule, settings: messagingSettings }),
      testSettings('blacklist', db.url),
      { clock: aFakeClock(), transport: false },
    );
    await service.app.get(Database).connect();
    return new ToyLetters(db, service);
  }
  async close(): Promise<void> {
    await this.service.close();
    await this.db.close();
  }

  get letters(): DeadLetters {
    return this.service.app.get(DeadLetters, { strict: false });
  }
  get database(): Database {
    return this.service.app.get(Database);
  }
  opened(version = 1): TestMessage & { key: string } {
    const data = {
      handoverId: randomUUID(),
      serial: 'HEL202601050000001' as SerialNumber,
      person: person('p'),
      at: '2026-01-05T01:00:00.000Z' as Instant,
    };
    return { ...aMessage(HandoverOpened, data, { version }), key: data.handoverId };
  }
  handovers(messages: readonly TestMessage[]) {
    return deliver(this.service.app, 'fulfilment.handover', messages);
  }
  standing(who: PersonRef, version: number) {
    const message = aMessage(StandingChanged, { person: who, listing: null }, { version });
    return deliver(this.service.app, 'blacklist.standing', [message]);
  }
  licences(messages: readonly TestMessage[]) {
    return deliver(this.service.app, 'licence.licence', messages);
  }
  /** Lets a message die: its first handler fails as long as it is delivered, and is well again afterwards. */
  async dying(message = this.opened()): Promise<{ message: typeof message; letter: Letter }> {
    twists.set(message.key, () => {
      throw new TypeError('toy is broken');
    });
    await this.handovers([message]);
    twists.delete(message.key);
    return { message, letter: await this.last() };
  }
  /** The same without the wait between its tries. */
  async buried(message = this.opened()): Promise<{ message: typeof message; letter: Letter }> {
    const id = await this.dead(message);
    await this.handovers([message]);
    return { message, letter: await this.letter(id) };
  }
  /** A letter of the first handler; the second has not heard of the message yet. */
  async dead({ key, value, headers }: TestMessage): Promise<number> {
    const raw = { key: Buffer.from(key ?? ''), value, headers, offset: '1', timestamp: '0', attributes: 0 };
    const place = { topic: 'fulfilment.handover', partition: 0 } as const;
    const why = { cause: 'handler-failed', detail: 'TypeError: toy is broken' };
    const letter = { handler: 'blacklist.toy', eventId: headers.ce_id ?? '', ...place, raw, ...why };
    const wall = instantOf(Date.now());
    await this.database.transaction((tx) => bury(tx, 'he', letter, wall));
    return (await this.last()).id;
  }
  async last(): Promise<Letter> {
    const [{ id } = { id: 0 }] = await this.rows<{ id: number }>(
      'select id from dead_letter order by id desc limit 1',
    );
    return this.letter(id);
  }
  async letter(id: number): Promise<Letter> {
    return (await this.database.read((tx) => this.letters.find(tx, id, 1_000_000)))!;
  }
  replay(id: number): Promise<Replayed> {
    return this.letters.replay(id, 'staff:7', (work) => this.database.transaction(work));
  }
  discard(id: number) {
    return this.database.transaction((tx) => this.letters.discard(tx, id, 'staff:7', 'a test'));
  }
  rows<R>(sql: string, params: unknown[] = []): Promise<R[]> {
    return this.db.database.run<R>(`spec.${createHash('md5').update(sql).digest('hex')}`, sql, params);
  }
  /** Which handlers have had an effect for a key. */
  async effects(key: string): Promise<string[]> {
    const found = await this.rows<{ handler: string }>(
      'select handler from effect where key = $1 order by place',
      [key],
    );
    return found.map(({ handler }) => handler);
  }
  /** What is to be sent because of a message. */
  async said({ headers }: TestMessage): Promise<unknown[]> {
    return this.rows(`select key from outbox where headers->>'causationid' = $1`, [headers.ce_id]);
  }
  async inbox({ headers }: TestMessage): Promise<Record<string, string | null>> {
    const found = await this.rows<{ handler: string; outcome: string; reason: string | null }>(
      'select handler, outcome, reason from inbox where event_id = $1 order by handler',
      [headers.ce_id],
    );
    return Object.fromEntries(
      found.map(({ handler, outcome, reason }) => [handler, [outcome, reason].filter(Boolean).join(' ')]),
    );
  }
}
