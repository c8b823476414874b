import { Controller, Logger, type Type } from '@nestjs/common';
import { AuditSealed, type Payload, type ServiceName } from '@open122/contracts';
import { IgnoredByRule, type Message, On } from '@open122/messaging';
import type { Tx } from '@open122/service';

import { HeadStore } from './head.store';

/** Keeps every head that the audits of other services reach, so that none of them can be cut off or written anew unseen. */
export function keepHeadsController(service: ServiceName): Type<unknown> {
  @Controller()
  class KeepHeads {
    readonly #logger = new Logger(KeepHeads.name);

    constructor(private readonly heads: HeadStore) {}

    @On(`${service}.keep-audit-heads`, AuditSealed)
    async keep({ data }: Message<Payload<typeof AuditSealed>>, tx: Tx): Promise<void> {
      const known = await this.heads.find(tx, data);
      if (known === undefined) return this.heads.insert(tx, data);
      if (known === data.head) return;
      this.#logger.error({ alarm: 'audit', service: data.service, seal: data.number });
      throw new IgnoredByRule('audit.head-differs');
    }
  }
  return KeepHeads;
}
