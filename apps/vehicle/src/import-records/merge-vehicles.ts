import type { OrgRef, PersonRef } from '@open122/contracts';
import type { InternedRow, MergeCounts, VehicleRow } from '@open122/registry';

import type { Vehicle } from '../vehicle';

/** What a chunk of rows changes, and what became of each row. */
export interface Merged {
  /** One per record, in its last state. */
  changed: Vehicle[];
  counts: MergeCounts;
}

/** The registry's row over what is known here (rules §9a). */
function over(
  known: Vehicle | undefined,
  row: VehicleRow,
  owner: PersonRef | OrgRef,
  newId: () => string,
): Vehicle {
  const { owner: written, ...record } = row;
  return {
    ...record,
    ...issueNoOver(known, row),
    vehicleId: known?.vehicleId ?? newId(),
    ownerKind: written.kind,
    ownerRef: owner,
    version: (known?.version ?? 0) + 1,
  };
}

/** The permit's issue number raised here is pending until a row echoes it; a row that does not know of it yet leaves it alone. */
function issueNoOver(
  known: Vehicle | undefined,
  { permitIssueNo }: Pick<VehicleRow, 'permitIssueNo'>,
): Pick<Vehicle, 'permitIssueNo' | 'permitIssueNoPendingSince'> {
  const pending =
    known !== undefined && known.permitIssueNoPendingSince !== null && permitIssueNo < known.permitIssueNo;
  return pending
    ? { permitIssueNo: known.permitIssueNo, permitIssueNoPendingSince: known.permitIssueNoPendingSince }
    : { permitIssueNo, permitIssueNoPendingSince: null };
}

/** Rows of lower or the same revision change nothing; of a record that comes twice the highest revision wins. */
export function mergeVehicles(
  known: readonly Vehicle[],
  rows: readonly InternedRow<VehicleRow>[],
  newId: () => string,
): Merged {
  const before = new Map(known.map((vehicle) => [vehicle.vin, vehicle]));
  const changed = new Map<string, Vehicle>();
  const counts = { inserted: 0, updated: 0, unchanged: 0, skipped: 0 };
  for (const { row, ref } of rows) {
    const base = before.get(row.vin);
    const latest = changed.get(row.vin) ?? base;
    const became = outcome(latest?.revision, row.revision);
    counts[became] += 1;
    if (became === 'unchanged' || became === 'skipped') continue;
    const id = latest?.vehicleId;
    changed.set(
      row.vin,
      over(base, row, ref, () => id ?? newId()),
    );
  }
  return { changed: [...changed.values()], counts };
}

function outcome(known: number | undefined, revision: number): keyof MergeCounts {
  if (known === undefined) return 'inserted';
  if (revision === known) return 'unchanged';
  return revision > known ? 'updated' : 'skipped';
}
