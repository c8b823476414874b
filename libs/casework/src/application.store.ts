import type { Business } from '@open122/catalogue';
import type { Instant, PersonRef, SerialNumber } from '@open122/contracts';
import type { Tx } from '@open122/service';

import type { Application } from './application';
import { APPLICATION, ENTRY } from './application.schema';
import { type ApplicationState, CLOSED_STATES } from './life-cycle';
import type { NewTimelineEntry, TimelineEntry } from './timeline';

const INSERT = `insert into application (serial, business, person, object, level, state, delivery, fee_fen, submitted_at,
    undo_until, decision_due_on, reasons, catalogue_version, handover_version, version)
  values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)`;

const UPDATE = `update application set state = $3, decided_at = $4, decided_by = $5, issue_no = $6, reasons = $7,
    catalogue_version = $8, handover_version = $9, version = $10
  where serial = $1 and version = $2 returning serial`;

const OPEN = `select serial from application
  where business = $1 and object = $2 and serial is distinct from $3
    and state not in (${CLOSED_STATES.map((state) => `'${state}'`).join(', ')})`;

const MINE = `select ${APPLICATION} from application
  where person = $1 and business = $2 and (submitted_at, serial) < ($3, $4)
  order by submitted_at desc, serial desc limit $5`;

const QUEUE = `select ${APPLICATION} from application
  where state = $1 and undo_until <= $2 and (submitted_at, serial) > ($3, $4)
  order by submitted_at, serial limit $5`;

const ADD_ENTRY = `insert into timeline_entry (serial, at, actor, event, state, reasons, detail)
  values ($1, $2, $3, $4, $5, $6, $7)`;

/** Where the page before ended; null for the first page. */
export type Cursor = (string | number)[] | null;

/** Applications and their timelines in the owner's database. */
export const applicationStore = {
  async nextNumber(tx: Tx): Promise<number> {
    const [row] = await tx.run<{ number: number }>(
      'casework.next-number',
      `select nextval('application_counter') as number`,
    );
    return row!.number;
  },

  async insert(tx: Tx, a: Application): Promise<void> {
    await tx.run('casework.insert', INSERT, [
      ...[a.serial, a.business, a.person, a.object, a.level, a.state, JSON.stringify(a.delivery), a.feeFen],
      ...[a.submittedAt, a.undoUntil, a.decisionDueOn, JSON.stringify(a.reasons), a.catalogueVersion],
      ...[a.handoverVersion, a.version],
    ]);
  },

  /** Throws when another transaction changed it meanwhile, which the row lock of {@link lock} forbids. */
  async update(tx: Tx, before: Application, a: Application): Promise<void> {
    const changed = await tx.run('casework.update', UPDATE, [
      ...[a.serial, before.version, a.state, a.decidedAt, a.decidedBy, a.issueNo, JSON.stringify(a.reasons)],
      ...[a.catalogueVersion, a.handoverVersion, a.version],
    ]);
    if (changed.length !== 1) throw new Error(`${a.serial} is not at version ${before.version} any more`);
  },

  async find(tx: Tx, serial: string): Promise<Application | undefined> {
    const sql = `select ${APPLICATION} from application where serial = $1`;
    return (await tx.run<Application>('casework.find', sql, [serial]))[0];
  },

  /** As {@link find}, held for the rest of the transaction. */
  async lock(tx: Tx, serial: string): Promise<Application | undefined> {
    const sql = `select ${APPLICATION} from application where serial = $1 for update`;
    return (await tx.run<Application>('casework.lock', sql, [serial]))[0];
  },

  /** The open application of a business and object, `except` one. */
  async openOf(
    tx: Tx,
    business: string,
    object: string,
    except: SerialNumber | null,
  ): Promise<SerialNumber | null> {
    const rows = await tx.run<{ serial: SerialNumber }>('casework.open', OPEN, [business, object, except]);
    return rows[0]?.serial ?? null;
  },

  /** A person's applications for a business, the newest first. */
  mine(tx: Tx, person: PersonRef, business: Business, cursor: Cursor, limit: number): Promise<Application[]> {
    return tx.run('casework.mine', MINE, [...[person, business.id, ...(cursor ?? ['infinity', '']), limit]]);
  },

  /** What operators may see in a state, the oldest first; nothing whose undo window is open (rules §2.1). */
  queue(
    tx: Tx,
    state: ApplicationState,
    now: Instant,
    cursor: Cursor,
    limit: number,
  ): Promise<Application[]> {
    return tx.run('casework.queue', QUEUE, [state, now, ...(cursor ?? ['-infinity', '']), limit]);
  },

  ofPerson(tx: Tx, person: PersonRef): Promise<Application[]> {
    const sql = `select ${APPLICATION} from application where person = $1 order by submitted_at, serial`;
    return tx.run('casework.of-person', sql, [person]);
  },

  async addEntry(tx: Tx, e: NewTimelineEntry): Promise<void> {
    await tx.run('casework.add-entry', ADD_ENTRY, [
      ...[e.serial, e.at, e.actor, e.event, e.state, JSON.stringify(e.reasons), JSON.stringify(e.detail)],
    ]);
  },

  /** The entries after an id, in the order they were written: the application's row lock makes ids grow with commits. */
  timeline(tx: Tx, serial: string, afterId: number): Promise<TimelineEntry[]> {
    const sql = `select ${ENTRY} from timeline_entry where serial = $1 and id > $2 order by id`;
    return tx.run('casework.timeline', sql, [serial, afterId]);
  },
};
