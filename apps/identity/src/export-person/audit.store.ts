import { Injectable } from '@nestjs/common';
import { inShanghai, type Instant } from '@open122/contracts';
import type { Tx } from '@open122/service';

const ABOUT = `
select at, actor, action, purpose from audit where subject = $1 order by id desc limit $2`;

interface Row {
  at: Instant;
  actor: string;
  action: string;
  purpose: string | null;
}

/** What was done with a person's data, newest first. */
@Injectable()
export class AuditReader {
  async about(tx: Tx, subject: string, limit: number): Promise<(Omit<Row, 'at'> & { at: string })[]> {
    const rows = await tx.run<Row>('audit.about', ABOUT, [subject, limit]);
    return rows.map(({ at, ...row }) => ({ at: inShanghai(at), ...row }));
  }
}
