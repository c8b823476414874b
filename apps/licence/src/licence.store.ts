import type { Instant, LicenceStatus, PersonRef } from '@open122/contracts';
import type { Statements, Tx } from '@open122/service';

import type { BoundLicence, Licence, LicenceBinding } from './licence';
import { BindingSchema, LICENCE, LicenceSchema } from './licence.schema';

const RECORD = `select person, deleted, status,
    exists (select from licence_binding where licence_id = licence.licence_id and licence_binding.person = $2) as bound
  from licence where licence_id = $1`;

const REPLACED = `update licence set issue_no = $3, issue_no_pending_since = $4, version = $5
  where licence_id = $1 and version = $2 returning licence_id`;

const BOUND = `select ${LICENCE}, licence_binding.bound_at as "boundAt"
  from licence_binding join licence using (licence_id)
  where licence_binding.person = $1 order by licence_binding.bound_at, licence_id`;

const BIND = `insert into licence_binding (licence_id, person, bound_at) values ($1, $2, $3)
  on conflict (licence_id) do nothing returning licence_id`;

const UNBIND_ALL = `
delete from licence_binding where person = $1 and bound_at <= $2 returning licence_id as "licenceId"`;

/** What casework asks of a licence. */
export interface LicenceRecord {
  person: PersonRef;
  deleted: boolean;
  status: LicenceStatus[];
  /** By the person who asks. */
  bound: boolean;
}

export const licenceStore = {
  /** Locked: an import that changes it waits, or is seen. */
  lockedByFileNumber(tx: Tx, fileNumber: string): Promise<Licence | null> {
    const lock = { mode: 'pessimistic_write' } as const;
    return tx.manager.findOne(LicenceSchema, { where: { fileNumber }, lock });
  },

  byId(tx: Tx, licenceId: string): Promise<Licence | null> {
    return tx.manager.findOneBy(LicenceSchema, { licenceId });
  },

  async record(
    tx: Tx,
    licenceId: string,
    person: PersonRef,
    lock: boolean,
  ): Promise<LicenceRecord | undefined> {
    const rows = lock
      ? await tx.run<LicenceRecord>('licence.record-locked', `${RECORD} for update`, [licenceId, person])
      : await tx.run<LicenceRecord>('licence.record', RECORD, [licenceId, person]);
    return rows[0];
  },

  /** Throws when the licence is not at the version that was read. */
  async replace(tx: Tx, before: Licence, after: Licence): Promise<void> {
    const changed = await tx.run('licence.replace', REPLACED, [
      ...[before.licenceId, before.version, after.issueNo, after.issueNoPendingSince, after.version],
    ]);
    if (changed.length !== 1) throw new Error(`licence ${before.licenceId} has changed meanwhile`);
  },

  /** False when it was bound already. */
  async bind(tx: Tx, licenceId: string, person: PersonRef, now: Instant): Promise<boolean> {
    return (await tx.run('licence.bind', BIND, [licenceId, person, now])).length === 1;
  },

  /** False when it was not bound to this person. */
  async unbind(tx: Tx, licenceId: string, person: PersonRef): Promise<boolean> {
    const { affected } = await tx.manager.delete(BindingSchema, { licenceId, person });
    return affected === 1;
  },

  /** Ends what a person had bound at a moment; answers the licences. */
  async unbindAll(tx: Tx, person: PersonRef, at: Instant): Promise<string[]> {
    const ended = await tx.run<{ licenceId: string }>('licence.unbind-all', UNBIND_ALL, [person, at]);
    return ended.map(({ licenceId }) => licenceId);
  },

  binding(tx: Tx, licenceId: string, person: PersonRef): Promise<LicenceBinding | null> {
    return tx.manager.findOneBy(BindingSchema, { licenceId, person });
  },

  /** What a person has bound, the oldest binding first. */
  boundTo(statements: Statements, person: PersonRef): Promise<BoundLicence[]> {
    return statements.run('licence.bound-to', BOUND, [person]);
  },

  ofPerson(tx: Tx, person: PersonRef): Promise<Licence[]> {
    return tx.manager.find(LicenceSchema, { where: { person }, order: { fileNumber: 'ASC' } });
  },
};
