import { Injectable } from '@nestjs/common';
import type { Reason } from '@open122/catalogue';
import { ApplicationClosed, type Instant } from '@open122/contracts';
import { Outbox } from '@open122/messaging';
import { Audit, type Tx } from '@open122/service';

import { type Application, endOf } from './application';
import { applicationStore } from './application.store';
import type { Detail, TimelineEvent } from './timeline';

/** What happened, when, by whom and why: every transition is told in the timeline and audited (rules §2.1). */
export interface Happening {
  event: TimelineEvent;
  at: Instant;
  /** `person:<account>`, `staff:<name>` or `service:<name>`. */
  actor: string;
  reasons?: Reason[];
  detail?: Detail;
}

/** Writes what a pure function decided: row, timeline, audit, and the end of a handed-over application. */
@Injectable()
export class Transition {
  constructor(
    private readonly audit: Audit,
    private readonly outbox: Outbox,
  ) {}

  async begin(tx: Tx, application: Application, happening: Happening): Promise<void> {
    await Promise.all([applicationStore.insert(tx, application), this.tell(tx, application, happening)]);
  }

  async apply(tx: Tx, before: Application, after: Application, happening: Happening): Promise<void> {
    await applicationStore.update(tx, before, after);
    await this.tell(tx, after, happening);
    const end = endOf(after.state);
    if (end === null || before.state === after.state) return;
    const { serial, business, person, object, version } = after;
    const closed = { serial, business, person, object, state: end, at: happening.at };
    await this.outbox.add(tx, ApplicationClosed, closed, { version, at: happening.at });
  }

  private async tell(tx: Tx, { serial, state }: Application, happening: Happening): Promise<void> {
    const { event, at, actor, reasons = [], detail = {} } = happening;
    const codes = reasons.map(({ code }) => code);
    await Promise.all([
      applicationStore.addEntry(tx, { serial, at, actor, event, state, reasons, detail }),
      this.audit.record(tx, {
        actor,
        action: `application.${event}`,
        subject: serial,
        ...(codes.length > 0 && { detail: { reasons: codes } }),
      }),
    ]);
  }
}
