import { Injectable } from '@nestjs/common';
import type { Tx } from '@open122/service';

const SEEN = `select version from notice where aggregate = $1`;
const TELL = `
insert into notice as known (aggregate, version) values ($1, $2)
on conflict (aggregate) do update set version = greatest(known.version, excluded.version)`;

/** Up to which version of an application or handover its person was told. */
@Injectable()
export class NoticeStore {
  async seen(tx: Tx, aggregate: string): Promise<number> {
    return (await tx.run<{ version: number }>('notice.seen', SEEN, [aggregate]))[0]?.version ?? 0;
  }

  async tell(tx: Tx, aggregate: string, version: number): Promise<void> {
    await tx.run('notice.tell', TELL, [aggregate, version]);
  }
}
