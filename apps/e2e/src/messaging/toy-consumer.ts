import { Controller, Module } from '@nestjs/common';
import { HandoverOpened, type Payload, StandingChanged } from '@open122/contracts';
import { type Message, MessagingModule, messagingSettings, On, OnBatch, Outbox } from '@open122/messaging';
import { defineService, type Tx } from '@open122/service';

import { consequenceOf } from './toy-data';
import { COUNT_EFFECT, COUNT_EFFECTS, RECORD_EFFECT, RECORD_EFFECTS } from './toy-tables';

/** Two writes and an event for each event heard: all or nothing, once. */
@Controller()
class ToyConsumer {
  constructor(private readonly outbox: Outbox) {}

  @On('blacklist.toy', HandoverOpened)
  async handle({ key, version, data }: Message<Payload<typeof HandoverOpened>>, tx: Tx): Promise<void> {
    await tx.run('toy.effect', RECORD_EFFECT, [key, version]);
    await tx.run('toy.count', COUNT_EFFECT, [key]);
    await this.outbox.add(tx, StandingChanged, consequenceOf(data.person), { version });
  }
}

/** The same for all that is fresh of a slice, in a statement each. */
@Controller()
class ToyBatchConsumer {
  constructor(private readonly outbox: Outbox) {}

  @OnBatch('blacklist.toy', HandoverOpened)
  async handle(messages: readonly Message<Payload<typeof HandoverOpened>>[], tx: Tx): Promise<void> {
    const keys = messages.map(({ key }) => key);
    const versions = messages.map(({ version }) => version);
    tx.send('toy.effects', RECORD_EFFECTS, [keys, versions]);
    tx.send('toy.counts', COUNT_EFFECTS, [keys]);
    const said = messages.map((cause) => {
      const { version, data } = cause;
      return { data: consequenceOf(data.person), version, cause };
    });
    await this.outbox.addAll(tx, StandingChanged, said);
  }
}

@Module({ imports: [MessagingModule.forRoot()], controllers: [ToyConsumer] })
class ToyConsumerModule {}
@Module({ imports: [MessagingModule.forRoot()], controllers: [ToyBatchConsumer] })
class ToyBatchConsumerModule {}

const consumer = { name: 'blacklist', settings: messagingSettings } as const;
export const toyConsumer = defineService({ ...consumer, module: ToyConsumerModule });
export const toyBatchConsumer = defineService({ ...consumer, module: ToyBatchConsumerModule });
