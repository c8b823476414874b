import type { IndividualKind } from '@open122/catalogue';

import { sourceKind } from './person';

const KIND_OF: Readonly<Record<string, IndividualKind>> = {
  licence: 'owner-or-driver',
  vehicle: 'owner-or-driver',
  learner: 'learner',
  'new-vehicle': 'new-car-owner',
};

/** What somebody is by the records on the register that name him: derived, never chosen or stored (rules §1). */
export function individualKinds(records: readonly { source: string; deleted: boolean }[]): IndividualKind[] {
  const kinds = records.flatMap(({ source, deleted }) =>
    deleted ? [] : (KIND_OF[sourceKind(source)] ?? []),
  );
  return [...new Set(kinds)].sort();
}
