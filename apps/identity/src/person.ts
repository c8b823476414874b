import type { OrgRef, PersonRef } from '@open122/contracts';

/** A person's identity document, number normalised (rules §10). */
export interface PersonDocument {
  type: string;
  number: string;
}

/** Who is on record: one entry per document, whatever the number of records that name it (design §6). */
export interface Party {
  ref: PersonRef | OrgRef;
  kind: 'person' | 'organisation';
  document: PersonDocument;
}

/** What one source record says of its party; every source keeps its own (rules §9a). */
export interface Particulars {
  name: string;
  /** 11 digits. */
  mobile: string | null;
}

export interface PartyRecord {
  /** The record's key at its owner, `licence:<file number>`, `vehicle:<vin>`, `window:<account>`, `staff:<staff>`, `agent:<agent>`. */
  source: string;
  party: Party;
  particulars: Particulars;
  /** It has left the register: its name is still known, but nothing is on file by it any more. */
  deleted?: boolean;
}

/** What a clerk read off the document outranks the registry; among the registry's records the latest counts. */
const TRUSTED_FIRST = ['window', 'staff', 'agent', 'licence', 'vehicle', 'learner', 'new-vehicle'];

/** What kind of record a source is. */
export const sourceKind = (source: string): string => source.split(':', 1)[0] ?? '';

/** The particulars to go by when several records name a person. `known` is ordered by age, the newest first. */
export function bestParticulars(
  known: readonly (Particulars & { source: string })[],
): (Particulars & { source: string }) | null {
  const rank = ({ source }: { source: string }): number => {
    const at = TRUSTED_FIRST.indexOf(sourceKind(source));
    return at < 0 ? TRUSTED_FIRST.length : at;
  };
  const [best] = [...known].sort((left, right) => rank(left) - rank(right));
  if (best === undefined) return null;
  const mobile = best.mobile ?? known.find((each) => each.mobile !== null)?.mobile ?? null;
  return { ...best, mobile };
}

/** Records whose mobile the person or the registry vouches for; a dealer or a school has only written down what it was told. */
const VOUCHED_FOR = ['window', 'licence', 'vehicle'];

/** The mobile on file by which somebody consents (rules §1.1); null when none is. `known` is ordered as above. */
export const mobileOnFile = (
  known: readonly (Particulars & { source: string; deleted?: boolean })[],
): string | null =>
  bestParticulars(
    known.filter(({ source, deleted }) => deleted !== true && VOUCHED_FOR.includes(sourceKind(source))),
  )?.mobile ?? null;
