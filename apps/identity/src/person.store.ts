import { Injectable } from '@nestjs/common';
import type { Instant, PersonRef } from '@open122/contracts';
import type { Tx } from '@open122/service';

import type { Particulars, PartyRecord, PersonDocument } from './person';
import { Vault } from './vault';

/**
 * One statement for a whole batch. What is already there with the same content is left out before any row is touched: even a
 * conflict that updates nothing would lock, and so write, its row. The look-ups are lateral so that they stay look-ups: a
 * join's plan, prepared while the tables were small, would read all of them for every batch of an import.
 */
const INTERN = `
with given as (
  select * from unnest($1::text[], $2::text[], $3::text[], $4::bytea[], $5::bytea[], $6::bytea[], $7::boolean[])
    as given (source, ref, kind, document, particulars, fingerprint, deleted)
), fresh as (
  select given.* from given left join lateral (
    select fingerprint from party_record where source = given.source limit 1
  ) known on true
  where known.fingerprint is distinct from given.fingerprint
), party_added as (
  insert into party (ref, kind, sealed, key_id, created_at)
  select distinct on (fresh.ref) fresh.ref, kind, document, $8, $9::timestamptz from fresh left join lateral (
    select ref from party where ref = fresh.ref limit 1
  ) known on true
  where known.ref is null
  order by fresh.ref
  on conflict (ref) do nothing
)
insert into party_record as known (source, party, sealed, key_id, fingerprint, deleted, updated_at)
select source, ref, particulars, $8, fingerprint, deleted, $9 from fresh order by source
on conflict (source) do update set party = excluded.party, sealed = excluded.sealed, key_id = excluded.key_id,
  fingerprint = excluded.fingerprint, deleted = excluded.deleted, updated_at = excluded.updated_at
where known.fingerprint is distinct from excluded.fingerprint
returning source`;

const RECORDS = `
select party.ref, party.sealed as document, party.key_id as document_key,
  record.source, record.sealed, record.key_id, record.deleted, record.updated_at
from party left join party_record record on record.party = party.ref
where party.ref = any($1::text[]) and party.kind = 'person'
order by record.updated_at desc, record.source`;

interface RecordRow {
  ref: PersonRef;
  document: Buffer;
  document_key: string;
  source: string | null;
  sealed: Buffer;
  key_id: string;
  deleted: boolean;
  updated_at: Instant;
}

export interface KnownRecord extends Particulars {
  source: string;
  /** It has left the register. */
  deleted: boolean;
  updatedAt: Instant;
}

export interface KnownPerson {
  ref: PersonRef;
  document: PersonDocument;
  /** Newest first. */
  records: KnownRecord[];
}

/** The person directory: personal data once, encrypted (design §6). */
@Injectable()
export class PersonStore {
  constructor(private readonly vault: Vault) {}

  /** Adds and replaces source records; answers how many were new or different. A source named twice counts as last given. */
  async intern(tx: Tx, records: readonly PartyRecord[], now: Instant): Promise<number> {
    const bySource = new Map(records.map((each) => [each.source, each]));
    const rows = [...bySource.values()];
    let keyId = '';
    const seal = (value: unknown, ref: string): Buffer => {
      const sealed = this.vault.seal(value, ref);
      keyId = sealed.keyId;
      return sealed.sealed;
    };
    const column = <T>(of: (row: PartyRecord) => T): T[] => rows.map(of);
    const params = [
      column(({ source }) => source),
      column(({ party }) => party.ref),
      column(({ party }) => party.kind),
      column(({ party }) => seal(party.document, party.ref)),
      column(({ particulars, party }) => seal(particulars, party.ref)),
      column(({ particulars, party, deleted }) =>
        this.vault.blind(
          ...['record', party.ref, particulars.name, particulars.mobile ?? ''],
          ...(deleted === true ? ['deleted'] : []),
        ),
      ),
      column(({ deleted }) => deleted ?? false),
    ];
    const written = await tx.run('person.intern', INTERN, [...params, keyId, now]);
    return written.length;
  }

  /** Those of the persons that are on record, opened. */
  async known(tx: Tx, refs: readonly PersonRef[]): Promise<Map<PersonRef, KnownPerson>> {
    const persons = new Map<PersonRef, KnownPerson>();
    for (const row of await tx.run<RecordRow>('person.records', RECORDS, [refs])) {
      const person = persons.get(row.ref) ?? this.#personOf(row);
      persons.set(row.ref, person);
      if (row.source !== null) person.records.push(this.#recordOf(row, row.source));
    }
    return persons;
  }

  #personOf({ ref, document, document_key: keyId }: RecordRow): KnownPerson {
    return { ref, document: this.vault.open<PersonDocument>({ sealed: document, keyId }, ref), records: [] };
  }

  #recordOf(
    { ref, sealed, key_id: keyId, deleted, updated_at: updatedAt }: RecordRow,
    source: string,
  ): KnownRecord {
    return { source, deleted, updatedAt, ...this.vault.open<Particulars>({ sealed, keyId }, ref) };
  }
}
