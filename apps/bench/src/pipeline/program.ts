import { Controller, Module, type Type } from '@nestjs/common';
import { HandoverOpened, type Payload } from '@open122/contracts';
import { type Message, MessagingModule, messagingSettings, On, OnBatch } from '@open122/messaging';
import { boot, defineService, type Tx } from '@open122/service';

import { SLOW, UPSERT, UPSERT_ONE } from './tables';

type Opened = Message<Payload<typeof HandoverOpened>>;

@Controller()
class Batch {
  @OnBatch('blacklist.copy', HandoverOpened)
  async copy(messages: readonly Opened[], tx: Tx): Promise<void> {
    tx.send('copy.upsert', UPSERT, [
      messages.map(({ key }) => key),
      messages.map(({ version }) => version),
      messages.map(({ data }) => data.at),
    ]);
  }
}

@Controller()
class Each {
  @On('blacklist.copy', HandoverOpened)
  async copy({ key, version, data }: Opened, tx: Tx): Promise<void> {
    await tx.run('copy.upsert-one', UPSERT_ONE, [key, version, data.at]);
  }
}

@Controller()
class Slow {
  @On('blacklist.copy', HandoverOpened)
  async copy({ key, version, data }: Opened, tx: Tx): Promise<void> {
    await Promise.all([
      tx.run('copy.slow', SLOW),
      tx.run('copy.upsert-one', UPSERT_ONE, [key, version, data.at]),
    ]);
  }
}

const kinds: Readonly<Record<string, Type<unknown>>> = { batch: Batch, each: Each, slow: Slow };
const kind = kinds[process.env.BENCH_HANDLER ?? ''];
if (kind === undefined) throw new Error(`BENCH_HANDLER is one of ${Object.keys(kinds).join(', ')}`);

@Module({ imports: [MessagingModule.forRoot()], controllers: [kind] })
class CopyModule {}

/** A service of ours that keeps a copy of what it hears, in one of three manners. */
boot(defineService({ name: 'blacklist', module: CopyModule, settings: messagingSettings }));
