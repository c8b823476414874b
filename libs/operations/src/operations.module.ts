import { type DynamicModule, Module } from '@nestjs/common';
import type { ServiceName } from '@open122/contracts';

import { DiscardDeadLetter } from './discard-dead-letter/discard-dead-letter';
import { discardDeadLetterController } from './discard-dead-letter/discard-dead-letter.controller';
import { ListDeadLetters } from './list-dead-letters/list-dead-letters';
import { listDeadLettersController } from './list-dead-letters/list-dead-letters.controller';
import { ReplayDeadLetters } from './replay-dead-letters/replay-dead-letters';
import { replayDeadLettersController } from './replay-dead-letters/replay-dead-letters.controller';

/** What an operator sees of a service's bus, and does about it. Needs the global modules of http and messaging. */
@Module({})
export class OperationsModule {
  /** The service's name is in the paths: the gateway sends them where they belong. */
  static forService(service: ServiceName): DynamicModule {
    return {
      module: OperationsModule,
      controllers: [
        listDeadLettersController(service),
        replayDeadLettersController(service),
        discardDeadLetterController(service),
      ],
      providers: [ListDeadLetters, ReplayDeadLetters, DiscardDeadLetter],
      exports: [ListDeadLetters],
    };
  }
}
