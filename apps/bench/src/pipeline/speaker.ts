import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';

import { Module } from '@nestjs/common';
import type { HandoverOpened } from '@open122/contracts';
import { MessagingModule, messagingSettings, messagingTables, Outbox } from '@open122/messaging';
import { Database, defineService, type RunningService, serviceTables, startService } from '@open122/service';

import type { Places } from '../places';
import { openedOf } from './lane';

/** Events that are said together, in one transaction. */
const TOGETHER = 10;
/** The last of them have arrived by then. */
const ARRIVED = 1_000;

@Module({ imports: [MessagingModule.forRoot()] })
class SpeakerModule {}

/** A service that says events by its outbox, in this process: it is whoever hears that is measured. */
export class Speaker {
  private constructor(private readonly service: RunningService) {}

  static async open(places: Places, province: string): Promise<Speaker> {
    const { addresses, profile } = await places.stack();
    const url = await places.database('bench_speaker', serviceTables + messagingTables);
    const definition = defineService({
      name: 'fulfilment',
      module: SpeakerModule,
      settings: messagingSettings,
    });
    const env = {
      ...{
        PROVINCE_FILE: join(profile.folder, 'provinces', `${province}.yaml`),
        KAFKA_BROKERS: addresses.kafka,
      },
      ...{ FULFILMENT_PORT: '0', FULFILMENT_DATABASE_URL: url, LOG_LEVEL: 'silent' },
    };
    const service = await startService(definition, env);
    await service.app.get(Database).connect();
    return new Speaker(service);
  }

  /** Says events at a steady rate, each of an aggregate of its own, and waits until they have arrived. */
  async say(
    event: typeof HandoverOpened,
    { rate, seconds }: { rate: number; seconds: number },
  ): Promise<void> {
    const { app } = this.service;
    const [database, outbox] = [app.get(Database), app.get(Outbox, { strict: false })];
    const turns = (rate * seconds) / TOGETHER;
    const began = performance.now();
    const said: Promise<void>[] = [];
    for (let turn = 0; turn < turns; turn += 1) {
      const due = began + (turn * TOGETHER * 1_000) / rate;
      if (due > performance.now()) await pause(due - performance.now());
      const items = Array.from({ length: TOGETHER }, () => ({ data: openedOf(randomUUID()), version: 1 }));
      said.push(database.transaction((tx) => outbox.addAll(tx, event, items)));
    }
    await Promise.all(said);
    await pause(ARRIVED);
  }
  close(): Promise<void> {
    return this.service.close();
  }
}
