import type { Day } from '@open122/contracts';
import type { OrganisationEntry, PersonEntry } from '@open122/http';

import type { Columns, Values } from './columns';

/** What is wrong with one field of a row. */
export interface Fault {
  readonly column: string;
  readonly code: string;
}

/** A file of the inner registry (rules §9a): its columns, and how a row is put together once each field is read. */
export interface FileDefinition<Row, C extends Columns = Columns> {
  /** As in the upload's path. */
  readonly kind: string;
  readonly columns: C;
  /** Rules over several fields; gives the row or what is wrong with it. */
  combine(values: Values<C>, today: Day): { row: Row } | { faults: Fault[] };
  /** Whom the row names, for the directory; never stored by the record's service. */
  entryOf(row: Row): PersonEntry | OrganisationEntry;
}

/** Keeps the columns' types while declaring a file. */
export const registryFile = <Row, C extends Columns>(
  definition: FileDefinition<Row, C>,
): FileDefinition<Row, C> => definition;
