import { Controller, Module } from '@nestjs/common';
import { HandoverOpened, type Payload, StandingChanged } from '@open122/contracts';
import { type Message, MessagingModule, messagingSettings, On, Outbox } from '@open122/messaging';
import { defineService, type Tx } from '@open122/service';

import { consequenceOf } from './toy-data';
import { COUNT_EFFECT, RECORD_EFFECT } from './toy-tables';

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

@Module({ imports: [MessagingModule.forRoot()], controllers: [ToyConsumer] })
class ToyConsumerModule {}

export const toyConsumer = defineService({
  name: 'blacklist',
  module: ToyConsumerModule,
  settings: messagingSettings,
});
