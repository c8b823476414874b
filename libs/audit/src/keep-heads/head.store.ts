import { Injectable } from '@nestjs/common';
import type { AuditSealed, Payload } from '@open122/contracts';
import { Clock, type Tx } from '@open122/service';

type Sealed = Payload<typeof AuditSealed>;

const KNOWN = 'select head from audit_head where service = $1 and number = $2';
const INSERT = `insert into audit_head (service, number, head, count, sealed_at, received_at)
  values ($1, $2, $3, $4, $5, $6)`;

/** The heads that other services said, as they came. */
@Injectable()
export class HeadStore {
  constructor(private readonly clock: Clock) {}

  async find(tx: Tx, { service, number }: Sealed): Promise<string | undefined> {
    return (await tx.run<{ head: string }>('audit.head', KNOWN, [service, number]))[0]?.head;
  }
  insert(tx: Tx, { service, number, head, count, sealedAt }: Sealed): void {
    tx.send('audit.keep-head', INSERT, [service, number, head, count, sealedAt, this.clock.wall()]);
  }
}
