import type { Tx } from '@open122/service';

import type { Licence, LicenceBinding } from '../licence';
import { LICENCE } from '../licence.schema';

/** Sorted by key, so that two imports take their locks in one order. The guard holds against another file's rows. */
const UPSERT = `insert into licence (licence_id, file_number, person, revision, deleted, classes, status, first_issued_on,
    valid_from, valid_until, issuing_authority, issue_no, issue_no_pending_since, cycle_start, cycle_points,
    reached_12_cycles, medical_until, review_due, version)
  select licence_id, file_number, person, revision, deleted, string_to_array(classes, '+'), string_to_array(status, null),
    first_issued_on, valid_from, valid_until, issuing_authority, issue_no, issue_no_pending_since, cycle_start,
    cycle_points, reached_12_cycles, medical_until, review_due, version
  from unnest($1::uuid[], $2::text[], $3::text[], $4::bigint[], $5::boolean[], $6::text[], $7::text[], $8::date[],
    $9::date[], $10::date[], $11::text[], $12::integer[], $13::timestamptz[], $14::date[], $15::integer[], $16::integer[],
    $17::date[], $18::date[], $19::bigint[])
    as row (licence_id, file_number, person, revision, deleted, classes, status, first_issued_on, valid_from, valid_until,
      issuing_authority, issue_no, issue_no_pending_since, cycle_start, cycle_points, reached_12_cycles, medical_until,
      review_due, version)
  order by file_number
  on conflict (file_number) do update set person = excluded.person, revision = excluded.revision,
    deleted = excluded.deleted, classes = excluded.classes, status = excluded.status,
    first_issued_on = excluded.first_issued_on, valid_from = excluded.valid_from, valid_until = excluded.valid_until,
    issuing_authority = excluded.issuing_authority, issue_no = excluded.issue_no,
    issue_no_pending_since = excluded.issue_no_pending_since, cycle_start = excluded.cycle_start,
    cycle_points = excluded.cycle_points, reached_12_cycles = excluded.reached_12_cycles,
    medical_until = excluded.medical_until, review_due = excluded.review_due,
    version = greatest(excluded.version, licence.version + 1)
  where licence.revision < excluded.revision
  returning licence_id as "licenceId", file_number as "fileNumber", version`;

const REVISIONS = `select file_number as "fileNumber", revision from licence where file_number = any($1)`;

const LOCKED = `select ${LICENCE} from licence where file_number = any($1) order by file_number for update`;

const END_BINDINGS = `delete from licence_binding using licence
  where licence.licence_id = licence_binding.licence_id and licence.licence_id = any($1)
    and (licence.deleted or licence.person <> licence_binding.person)
  returning licence_binding.licence_id as "licenceId", licence_binding.person, bound_at as "boundAt"`;

export type Written = Pick<Licence, 'licenceId' | 'fileNumber' | 'version'>;

export const licenceImportStore = {
  /** The revisions on record, in the order asked for; null where there is no record. Nothing is locked. */
  async revisions(tx: Tx, fileNumbers: readonly string[]): Promise<(number | null)[]> {
    const known = await tx.run<Pick<Licence, 'fileNumber' | 'revision'>>('licence.revisions', REVISIONS, [
      fileNumbers,
    ]);
    const by = new Map(known.map(({ fileNumber, revision }) => [fileNumber, revision]));
    return fileNumbers.map((fileNumber) => by.get(fileNumber) ?? null);
  },

  /** Locked: a decision on one of them waits, or was first. */
  lockedByFileNumbers(tx: Tx, fileNumbers: readonly string[]): Promise<Licence[]> {
    return tx.run('licence.import-locked', LOCKED, [fileNumbers]);
  },

  /** Answers what was written; a record that another import has taken further meanwhile is not. */
  upsert(tx: Tx, all: readonly Licence[]): Promise<Written[]> {
    const column = <K extends keyof Licence>(name: K): Licence[K][] => all.map((each) => each[name]);
    return tx.run('licence.upsert', UPSERT, [
      ...[column('licenceId'), column('fileNumber'), column('person'), column('revision'), column('deleted')],
      ...[all.map(({ classes }) => classes.join('+')), all.map(({ status }) => status.join(''))],
      ...[column('firstIssuedOn'), column('validFrom'), column('validUntil'), column('issuingAuthority')],
      ...[column('issueNo'), column('issueNoPendingSince'), column('cycleStart'), column('cyclePoints')],
      ...[column('reached12Cycles'), column('medicalUntil'), column('reviewDue'), column('version')],
    ]);
  },

  /** Bindings whose holder is not the record's person any more, or whose record is gone, end (rules §1.1). */
  endBindings(tx: Tx, licenceIds: readonly string[]): Promise<LicenceBinding[]> {
    return tx.run('licence.end-bindings', END_BINDINGS, [licenceIds]);
  },
};
