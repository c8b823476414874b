import { setTimeout as sleep } from 'node:timers/promises';

import { Injectable, Module, type OnApplicationBootstrap } from '@nestjs/common';
import { HandoverOpened } from '@open122/contracts';
import { MessagingModule, messagingSettings, Outbox } from '@open122/messaging';
import { Database, defineService, Shutdown, type Tx } from '@open122/service';

import { changeOf } from './toy-data';
import { OPEN_WORK, RECORD_CHANGE, TAKE_WORK } from './toy-tables';

const AT_ONCE = 6;
const AGAIN = 50;

/** Works off the table `work`: each change and its event in one transaction. */
@Injectable()
class ToyProducer implements OnApplicationBootstrap {
  #stopped = false;
  #working: Promise<unknown> | undefined;

  constructor(
    private readonly database: Database,
    private readonly outbox: Outbox,
    shutdown: Shutdown,
  ) {
    shutdown.on('workers', async () => {
      this.#stopped = true;
      await this.#working;
    });
  }
  onApplicationBootstrap(): void {
    this.#working = this.#work();
  }

  async #work(): Promise<void> {
    while (!this.#stopped) {
      const keys = await this.database.run<{ key: string }>('toy.open', OPEN_WORK).catch(() => []);
      if (keys.length === 0) await sleep(AGAIN);
      for (let at = 0; at < keys.length && !this.#stopped; at += AT_ONCE) {
        const some = keys.slice(at, at + AT_ONCE);
        // a change that fails is still in `work`
        await Promise.allSettled(
          some.map(({ key }) => this.database.transaction((tx) => this.#change(key, tx))),
        );
      }
    }
  }
  async #change(key: string, tx: Tx): Promise<void> {
    const [row] = await tx.run<{ version: number }>('toy.take', TAKE_WORK, [key]);
    if (row === undefined) return;
    await tx.run('toy.change', RECORD_CHANGE, [key, row.version]);
    await this.outbox.add(tx, HandoverOpened, changeOf(key), { version: row.version });
  }
}

@Module({ imports: [MessagingModule.forRoot()], providers: [ToyProducer] })
class ToyProducerModule {}

export const toyProducer = defineService({
  name: 'fulfilment',
  module: ToyProducerModule,
  settings: messagingSettings,
});
