import { type DynamicModule, Module } from '@nestjs/common';

import type { FactCopy } from './facts/fact-copy';
import { Outbox } from './outbox/outbox';

export interface MessagingOptions {
  /** The local copies of other services' facts that this service keeps. */
  facts?: readonly FactCopy[];
}

/** The bus of a service (design §5). Its handlers are controllers with `@On`; its settings contain `messagingSettings`. */
@Module({})
export class MessagingModule {
  static forRoot(_options: MessagingOptions = {}): DynamicModule {
    return { module: MessagingModule, global: true, providers: [Outbox], exports: [Outbox] };
  }
}
