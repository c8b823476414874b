import type { ServiceName } from '@open122/contracts';

/** Rows of a table for the numbers from `$1` to `$2`; each with keys made of its number. */
export interface Growing {
  readonly service: ServiceName;
  readonly table: string;
  readonly sql: string;
}

/** Of these a person has one row in forty, which is a list that is long enough to be paged a thousand times. */
const BUSY = 40;
/** A tenth waits for an operator. */
const WAITING = 10;
const NUMBERS = 'generate_series($1::bigint, $2::bigint) as n';
const PERSON = personIn('n');
const BUSY_PERSON = `case when n % ${BUSY} = 0 then '${personOf(0)}' else ${PERSON} end`;
const AT = `timestamptz '2000-01-01' + n * interval '1 second'`;
const UUID = `('00000000-0000-4000-8000-' || lpad(to_hex(n), 12, '0'))::uuid`;
const serialIn = (letter: 'L' | 'V'): string => `'HE${letter}20260105' || lpad(n::text, 8, '0')`;
const ofState = (waiting: string, done: string): string =>
  `case when n % ${WAITING} = 0 then '${waiting}' else '${done}' end`;

function personIn(column: string): string {
  return `'growth-' || lpad(${column}::text, 36, '0')`;
}
export function personOf(n: number): string {
  return `growth-${String(n).padStart(36, '0')}`;
}
export function uuidOf(n: number): string {
  return `00000000-0000-4000-8000-${n.toString(16).padStart(12, '0')}`;
}
export const serialOf = (letter: 'L' | 'V', n: number): string =>
  `HE${letter}20260105${String(n).padStart(8, '0')}`;
/** Of a hundred rejects. */
export const importOf = (n: number): string => uuidOf(Math.floor(n / 100));
/** On a day a hundred documents are handed over. */
export const dayOfHandover = (n: number): string =>
  new Date(Date.UTC(2000, 0, 2) + Math.floor(n / 100) * 86_400_000).toISOString().slice(0, 10);

const audit = (service: ServiceName): Growing => ({
  ...{ service, table: 'audit' },
  // sealed as by one seal over all, or the sealer would be at work on them for hours
  sql: `with written as (
      insert into audit (at, actor, action, subject, purpose, traceparent)
      select ${AT}, 'staff:growth', 'growth.read', ${PERSON}, 'growth', '00-0-0-00' from ${NUMBERS} returning id
    ), last as (select max(id) as top from written)
    insert into audit_seal (number, audit_ids, top, floor, head, sealed_at)
    select coalesce((select max(number) from audit_seal), 0) + 1, array[top], top, top, 'growth', now() from last`,
});
const standingCopy = (service: ServiceName): Growing => ({
  ...{ service, table: 'standing' },
  sql: `insert into standing (person, version) select ${PERSON}, 1 from ${NUMBERS}`,
});

const licence: Growing[] = [
  {
    ...{ service: 'licence', table: 'licence' },
    sql: `insert into licence (licence_id, file_number, person, revision, deleted, classes, status, first_issued_on, valid_from,
        valid_until, issuing_authority, issue_no, cycle_start, cycle_points, version)
      select ${UUID}, (100000000000 + n)::text, ${PERSON}, 1, false, '{C1}', '{A}', '2020-01-01', '2020-01-01', '2026-12-31',
        '冀A130100', 1, '2020-01-01', 0, 1 from ${NUMBERS}`,
  },
  {
    ...{ service: 'licence', table: 'licence_binding' },
    sql: `insert into licence_binding (licence_id, person, bound_at) select ${UUID}, ${PERSON}, ${AT} from ${NUMBERS}`,
  },
  {
    ...{ service: 'licence', table: 'application' },
    sql: `insert into application (serial, business, person, object, level, state, delivery, fee_fen, submitted_at, undo_until,
        decision_due_on, reasons, catalogue_version, handover_version, version)
      select ${serialIn('L')}, 'D1', ${BUSY_PERSON}, ${UUID}, 'window', ${ofState('SUBMITTED', 'COMPLETED')},
        '{"method":"pickup","office":"changan"}', 1000, ${AT}, ${AT}, '2026-01-06', '[]', '1', 0, 1 from ${NUMBERS}`,
  },
  {
    ...{ service: 'licence', table: 'timeline_entry' },
    sql: `insert into timeline_entry (serial, at, actor, event, state, reasons, detail)
      select ${serialIn('L')}, ${AT}, 'person:growth', 'submitted', 'SUBMITTED', '[]', '{}' from ${NUMBERS}`,
  },
  {
    ...{ service: 'licence', table: 'learner' },
    sql: `insert into learner (learner_id, school, person, licence_class, entered_at)
      select ${UUID}, case when n % ${BUSY} = 0 then '${uuidOf(1)}' else ${UUID} end,
        case when n % ${BUSY} = 0 then 'nobody-' || lpad(n::text, 36, '0') else ${PERSON} end, 'C1', ${AT} from ${NUMBERS}`,
  },
  {
    ...{ service: 'licence', table: 'grant_copy' },
    sql: `insert into grant_copy (grant_id, account, delegation, standing, valid_from, version)
      select ${UUID}, ${UUID}, 'learners', 'granted', '2000-01-01', 1 from ${NUMBERS}`,
  },
  standingCopy('licence'),
  {
    ...{ service: 'licence', table: 'import' },
    sql: `insert into import (import_id, kind, sha256, actor, started_at, finished_at)
      select ${UUID}, 'licences', 'growth' || n, 'staff:growth', ${AT}, ${AT}
      from generate_series($1::bigint / 100, $2::bigint / 100) as n on conflict do nothing`,
  },
  {
    ...{ service: 'licence', table: 'import_reject' },
    sql: `insert into import_reject (import_id, line, column_name, code)
      select ${UUID.replace('to_hex(n)', 'to_hex(n / 100)')}, n, 'mobile', 'mobile.shape' from ${NUMBERS}`,
  },
  {
    ...{ service: 'licence', table: 'dead_letter' },
    sql: `insert into dead_letter (handler, event_id, topic, partition, position, type, cause, detail, key, value, headers, died_at,
        state)
      select 'growth.' || n % 4, n::text, 'he.blacklist.standing.v1', 0, n, 'StandingChanged', 'handler-failed', 'growth', 'key',
        '{}', '{}', ${AT}, ${ofState('open', 'replayed')} from ${NUMBERS}`,
  },
  audit('licence'),
];

const vehicle: Growing[] = [
  {
    ...{ service: 'vehicle', table: 'vehicle' },
    sql: `insert into vehicle (vehicle_id, vin, plate, plate_type, vehicle_type, owner_kind, owner_ref, revision, deleted, status,
        registered_on, issuing_authority, permit_issue_no, plate_issue_no, version)
      select ${UUID}, 'L' || lpad(n::text, 16, '0'), '冀A' || lpad(n::text, 8, '0'), '02', 'K33', 'person', ${PERSON}, 1, false,
        '{A}', '2020-01-01', '冀A130100', 1, 1, 1 from ${NUMBERS}`,
  },
  {
    ...{ service: 'vehicle', table: 'vehicle_binding' },
    sql: `insert into vehicle_binding (vehicle_id, person, bound_at) select ${UUID}, ${PERSON}, ${AT} from ${NUMBERS}`,
  },
];

const others: Growing[] = [
  {
    ...{ service: 'fulfilment', table: 'handover' },
    sql: `insert into handover (handover_id, serial, business, person, document, issue_no, delivery, returns, fee_fen, postage_fen,
        state, opened_at, courier, visits, visits_counted, refusal_count, held_after_visits, handed_over_at, cash_fen, version)
      select ${UUID}, ${serialIn('L')}, 'D1', ${BUSY_PERSON}, 'driving-licence', 1,
        '{"method":"post","addressRef":"${uuidOf(1)}"}', '[]', 1000, 1200, ${ofState('OPENED', 'COMPLETED')}, ${AT}, 'courier',
        '[]', 0, 0, false, case when n % ${WAITING} <> 0 then timestamptz '2000-01-02' + n / 100 * interval '1 day' end, 2200, 1
      from ${NUMBERS}`,
  },
  {
    ...{ service: 'blacklist', table: 'standing' },
    sql: `insert into standing (person, causes, version) select ${PERSON}, '[]', 1 from ${NUMBERS}`,
  },
  {
    ...{ service: 'blacklist', table: 'lifting' },
    sql: `insert into lifting (id, person, state, listed_until, appeal, appealed_at, opened_at, changed_at, version)
      select ${UUID}, ${PERSON}, ${ofState('appealed', 'refused')}, '2099-12-31', 'growth', ${AT}, ${AT}, ${AT}, 1 from ${NUMBERS}`,
  },
  {
    ...{ service: 'identity', table: 'party' },
    sql: `insert into party (ref, kind, sealed, key_id, created_at)
      select ${PERSON}, 'person', decode(repeat('00', 60), 'hex'), 'growth', ${AT} from ${NUMBERS}`,
  },
  {
    ...{ service: 'identity', table: 'party_record' },
    sql: `insert into party_record (source, party, sealed, key_id, fingerprint, updated_at)
      select 'growth:' || n, ${PERSON}, decode(repeat('00', 80), 'hex'), 'growth', decode(repeat('00', 32), 'hex'), ${AT}
      from ${NUMBERS}`,
  },
  {
    ...{ service: 'identity', table: 'account' },
    sql: `insert into account (id, person, level, key_id, registered_at, version)
      select ${UUID}, ${PERSON}, 'window', 'growth', ${AT}, 1 from ${NUMBERS}`,
  },
  {
    ...{ service: 'identity', table: 'address' },
    sql: `insert into address (ref, person, sealed, key_id, created_at)
      select ${UUID}, ${PERSON}, decode(repeat('00', 120), 'hex'), 'growth', ${AT} from ${NUMBERS}`,
  },
  audit('identity'),
];

/** Every table that a list or key read goes through. */
export const growing: readonly Growing[] = [...licence, ...vehicle, ...others];
