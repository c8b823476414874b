import { randomUUID } from 'node:crypto';

import { Controller, Module } from '@nestjs/common';
import { HandoverOpened, type Instant, type Payload, type SerialNumber } from '@open122/contracts';
import { HttpModule, httpSettings, httpTables } from '@open122/http';
import {
  deadLetterTables,
  type Message,
  MessagingModule,
  messagingSettings,
  messagingTables,
  On,
} from '@open122/messaging';
import { defineService, serviceTables, type Tx } from '@open122/service';
import {
  aPersonRef,
  asAdministrator,
  hear,
  type HeardBytes,
  messageOf,
  type TestApp,
  testApp,
  type TestDatabase,
  testMigrations,
  type TestRequest,
} from '@open122/testkit';

import { OperationsModule } from '../operations.module';

type Opened = Payload<typeof HandoverOpened>;

const effectTable = `create table effect (place bigint generated always as identity primary key, key text not null)`;
/** Keys whose handling fails, with what it throws. */
export const broken = new Map<string, Error>();

@Controller()
class Toy {
  @On('licence.toy', HandoverOpened)
  async handle({ key }: Message<Opened>, tx: Tx): Promise<void> {
    const error = broken.get(key);
    await tx.run('toy.effect', 'insert into effect (key) values ($1)', [key]);
    if (error !== undefined) throw error;
  }
}

@Module({
  imports: [HttpModule.forRoot(), MessagingModule.forRoot(), OperationsModule.forService('licence')],
  controllers: [Toy],
})
class ToyModule {}

const toy = defineService({
  name: 'licence',
  module: ToyModule,
  settings: { ...httpSettings, ...messagingSettings },
});

const INBOX = `insert into inbox (handler, event_id, outcome, reason, received_at)
  values ('licence.toy', $1, 'dead', 'handler-failed', '2026-01-05T01:00:00Z')`;
const LETTER = `insert into dead_letter
  (handler, event_id, topic, partition, position, type, cause, detail, key, value, headers, died_at)
  values ('licence.toy', $1, 'fulfilment.handover', 0, 7, 'HandoverOpened', 'handler-failed', 'Error: toy is broken',
    $2, $3, $4, '2026-01-05T01:00:00Z') returning id`;
export const LETTERS = '/v1/ops/dead-letters/licence';
export interface Listed {
  items: Record<string, unknown>[];
  next: string | null;
}

/** A service whose messages can be made to die, with its operators' face, on a database of its own. */
export class ToyService {
  private constructor(
    readonly app: TestApp,
    private readonly database: TestDatabase,
  ) {}

  static async start(): Promise<ToyService> {
    const database = await testMigrations([
      ...[serviceTables, messagingTables, deadLetterTables, httpTables, effectTable],
    ]);
    const service = new ToyService(await testApp(toy, { database }), database);
    // its handlers are known once it hears something
    await service.hears();
    return service;
  }
  async close(): Promise<void> {
    await this.app.close();
    await this.database.close();
  }

  opened(): HeardBytes & { key: Buffer } {
    const data = {
      handoverId: randomUUID(),
      serial: 'HEL202601050000001' as SerialNumber,
      person: aPersonRef(),
      at: '2026-01-05T01:00:00.000Z' as Instant,
    };
    return { ...messageOf({ event: HandoverOpened, data }), key: Buffer.from(data.handoverId) };
  }
  async hears(...messages: HeardBytes[]): Promise<void> {
    await hear(this.app, 'fulfilment.handover', messages);
  }
  /** Buries messages whose handler fails until it is healed, as if its tries were over; returns their keys and ids. */
  async buries(count = 1): Promise<{ key: string; id: number }[]> {
    const dead: { key: string; id: number }[] = [];
    for (let at = 0; at < count; at += 1) {
      const { key, value, headers = {} } = this.opened();
      broken.set(String(key), new Error('toy is broken'));
      const id = headers.ce_id;
      await this.rows(INBOX, [id]);
      const [letter] = await this.rows<{ id: number }>(LETTER, [id, key, value, headers]);
      dead.push({ key: String(key), id: letter?.id ?? 0 });
    }
    return dead;
  }
  get(path = '', more: TestRequest = {}) {
    return this.app.request('GET', `${LETTERS}${path}`, { as: asAdministrator(), ...more });
  }
  async list(query = ''): Promise<Listed> {
    return (await this.get(query)).body as unknown as Listed;
  }
  post(path: string, body?: unknown, more: TestRequest = {}) {
    return this.app.request('POST', `${LETTERS}${path}`, {
      ...{ as: asAdministrator(), key: randomUUID(), ...more },
      ...(body !== undefined && { body }),
    });
  }
  effects(): Promise<{ key: string }[]> {
    return this.rows('select key from effect order by place');
  }
  async effectsOf(key: string): Promise<number> {
    return (await this.effects()).filter((each) => each.key === key).length;
  }
  audit(): Promise<Record<string, unknown>[]> {
    return this.rows('select actor, action, subject, purpose, detail from audit order by id');
  }
  rows<R>(sql: string, params: unknown[] = []): Promise<R[]> {
    return this.database.database.run<R>(`toy ${sql}`.slice(0, 60), sql, params);
  }
}
