import { Injectable } from '@nestjs/common';

import { Clock } from './clock';
import { context } from './context';
import type { Tx } from './database/tx';

/** Who did what to whom, and why. `actor` and `subject` are refs and ids, never names or numbers of persons. */
export interface AuditEntry {
  /** `person:<ref>`, `staff:<id>`, `service:<name>`, `courier:<id>`. */
  actor: string;
  /** `<subject>.<verb>`, e.g. `person.resolve`. */
  action: string;
  subject: string;
  /** Always given when another person's data is read (design §6). */
  purpose?: string;
  detail?: Record<string, unknown>;
}

const INSERT = `insert into audit (at, actor, action, subject, purpose, detail, traceparent)
  values ($1, $2, $3, $4, $5, $6, $7)`;

/** Append-only rows, written in the transaction of what they tell. */
@Injectable()
export class Audit {
  constructor(private readonly clock: Clock) {}

  async record(tx: Tx, { actor, action, subject, purpose, detail }: AuditEntry): Promise<void> {
    tx.send('audit.insert', INSERT, [
      this.clock.now(),
      actor,
      action,
      subject,
      purpose ?? null,
      detail ?? null,
      context.traceparent(),
    ]);
  }
}
