import type { PersonRef } from '@open122/contracts';
import type { InternedRow, LicenceRow, MergeCounts } from '@open122/registry';

import type { Licence } from '../licence';

/** What a chunk of rows changes, and what became of each row. */
export interface Merged {
  /** One per record, in its last state. */
  changed: Licence[];
  counts: MergeCounts;
}

/** The registry's row over what is known here (rules §9a). */
function over(known: Licence | undefined, row: LicenceRow, person: PersonRef, newId: () => string): Licence {
  const { holder: _, ...record } = row;
  return {
    ...record,
    ...issueNoOver(known, row),
    licenceId: known?.licenceId ?? newId(),
    person,
    version: (known?.version ?? 0) + 1,
  };
}

/** The issue number raised here is pending until a row echoes it; a row that does not know of it yet leaves it alone. */
function issueNoOver(
  known: Licence | undefined,
  { issueNo }: Pick<LicenceRow, 'issueNo'>,
): Pick<Licence, 'issueNo' | 'issueNoPendingSince'> {
  const pending = known !== undefined && known.issueNoPendingSince !== null && issueNo < known.issueNo;
  return pending
    ? { issueNo: known.issueNo, issueNoPendingSince: known.issueNoPendingSince }
    : { issueNo, issueNoPendingSince: null };
}

/** Rows of lower or the same revision change nothing; of a record that comes twice the highest revision wins. */
export function mergeLicences(
  known: readonly Licence[],
  rows: readonly InternedRow<LicenceRow>[],
  newId: () => string,
): Merged {
  const before = new Map(known.map((licence) => [licence.fileNumber, licence]));
  const changed = new Map<string, Licence>();
  const counts = { inserted: 0, updated: 0, unchanged: 0, skipped: 0 };
  for (const { row, ref } of rows) {
    const base = before.get(row.fileNumber);
    const latest = changed.get(row.fileNumber) ?? base;
    const became = outcome(latest?.revision, row.revision);
    counts[became] += 1;
    if (became === 'unchanged' || became === 'skipped') continue;
    const id = latest?.licenceId;
    changed.set(
      row.fileNumber,
      over(base, row, ref as PersonRef, () => id ?? newId()),
    );
  }
  return { changed: [...changed.values()], counts };
}

function outcome(known: number | undefined, revision: number): keyof MergeCounts {
  if (known === undefined) return 'inserted';
  if (revision === known) return 'unchanged';
  return revision > known ? 'updated' : 'skipped';
}
