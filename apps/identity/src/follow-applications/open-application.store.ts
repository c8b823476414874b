import { Injectable } from '@nestjs/common';
import type { Instant, PersonRef, SerialNumber } from '@open122/contracts';
import type { Tx } from '@open122/service';

const OPEN = `
insert into open_application (serial, person, business, submitted_at) values ($1, $2, $3, $4)
on conflict (serial) do nothing`;
const CLOSE = `delete from open_application where serial = $1`;
const OF = `
select serial, person, business, submitted_at as "submittedAt" from open_application where person = $1
order by submitted_at, serial limit 100`;

/** An application that is not closed yet, wherever it is decided on. */
export interface OpenApplication {
  serial: SerialNumber;
  person: PersonRef;
  business: string;
  submittedAt: Instant;
}

@Injectable()
export class OpenApplicationStore {
  async open(tx: Tx, { serial, person, business, submittedAt }: OpenApplication): Promise<void> {
    await tx.run('open-application.open', OPEN, [serial, person, business, submittedAt]);
  }

  async close(tx: Tx, serial: SerialNumber): Promise<void> {
    await tx.run('open-application.close', CLOSE, [serial]);
  }

  async of(tx: Tx, person: PersonRef): Promise<OpenApplication[]> {
    return tx.run<OpenApplication>('open-application.of', OF, [person]);
  }
}
