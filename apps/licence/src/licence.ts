import type {
  Day,
  Instant,
  LicenceChanged,
  LicenceClass,
  LicenceStatus,
  Payload,
  PersonRef,
} from '@open122/contracts';

/** A driving licence as the inner registry has it (rules §9a), with what this platform has changed since. */
export interface Licence {
  licenceId: string;
  /** 12 digits, the record's key in the registry. */
  fileNumber: string;
  person: PersonRef;
  /** Of the registry's row; grows. */
  revision: number;
  deleted: boolean;
  classes: LicenceClass[];
  status: LicenceStatus[];
  firstIssuedOn: Day;
  validFrom: Day;
  /** Null: long-term. */
  validUntil: Day | null;
  issuingAuthority: string;
  issueNo: number;
  /** Since when the issue number raised here waits for the registry's echo; null when there is nothing to wait for. */
  issueNoPendingSince: Instant | null;
  cycleStart: Day;
  cyclePoints: number;
  reached12Cycles: number | null;
  medicalUntil: Day | null;
  reviewDue: Day | null;
  /** Of this record here; the version of its events. */
  version: number;
}

/** A licence bound by its holder (rules §1.1). */
export interface LicenceBinding {
  licenceId: string;
  person: PersonRef;
  boundAt: Instant;
}

/** With its binding to whoever asks. */
export type BoundLicence = Licence & Pick<LicenceBinding, 'boundAt'>;

/** Own = the record's person is the account's person, and the record is still on the register (rules §1.1). */
export const isOwn = (licence: Pick<Licence, 'person' | 'deleted'>, person: PersonRef): boolean =>
  licence.person === person && !licence.deleted;

/** A replacement voids the former document: the issue number rises, and is pending until a delta echoes it (rules §9a). */
export const replace = (licence: Licence, now: Instant): Licence => ({
  ...licence,
  issueNo: licence.issueNo + 1,
  issueNoPendingSince: now,
  version: licence.version + 1,
});

/** The record's full state, as it goes over the bus. */
export const changed = (licence: Licence): Payload<typeof LicenceChanged> => ({
  licenceId: licence.licenceId,
  person: licence.person,
  revision: licence.revision,
  deleted: licence.deleted,
  classes: licence.classes,
  status: licence.status,
  firstIssuedOn: licence.firstIssuedOn,
  validFrom: licence.validFrom,
  validUntil: licence.validUntil,
  issuingAuthority: licence.issuingAuthority,
  issueNo: licence.issueNo,
});
