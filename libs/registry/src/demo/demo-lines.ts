import type { Day } from '@open122/contracts';

import { licenceFile } from '../files/licences';
import { vehicleFile } from '../files/vehicles';
import { type Damage, damages, type Written } from './damage';
import { Dice } from './dice';
import { type DemoEncoding, encode } from './encode';
import { invent } from './records';

export type DemoFile = 'licences' | 'vehicles';

export interface DemoOptions {
  readonly persons: number;
  /** The same seed and day give the same files. */
  readonly seed: number;
  readonly asOf: Day;
  /** UTF-8 when left out. */
  readonly encoding?: DemoEncoding;
}

/** A line of a demonstration file, its end included; `damage` is the code of what is broken in it. */
export interface DemoLine {
  readonly bytes: Buffer;
  readonly damage: string | null;
  /** The person's number, and the record as it was before any damage; null for the header. */
  readonly record: Written | null;
}

const DAMAGED_SHARE = 0.01;
const NEWLINE = Buffer.from('\n');
const columnsOf = { licences: Object.keys(licenceFile.columns), vehicles: Object.keys(vehicleFile.columns) };

function written(
  columns: readonly string[],
  record: Written,
  damage: Damage | undefined,
  encoding: DemoEncoding,
): Buffer {
  const fields = damage?.record?.(record) ?? record;
  const line = encode(columns.map((column) => fields[column]).join(','), encoding);
  return Buffer.concat([damage?.line?.(line) ?? line, NEWLINE]);
}

/** The lines of a demonstration file, one after the other, never all at once. About one in a hundred is damaged. */
export function* demoLines(
  file: DemoFile,
  { persons, seed, asOf, encoding = 'utf-8' }: DemoOptions,
): Generator<DemoLine> {
  const columns = columnsOf[file];
  const kinds = damages[file];
  const dice = new Dice(seed, file.length);
  yield { bytes: Buffer.from(`${columns.join(',')}\n`), damage: null, record: null };
  let broken = 0;
  for (let n = 0; n < persons; n += 1) {
    const person = invent(seed, n, asOf);
    for (const record of file === 'licences' ? [person.licence] : person.vehicles) {
      const damage = dice.roll() < DAMAGED_SHARE ? kinds[broken++ % kinds.length] : undefined;
      yield { bytes: written(columns, record, damage, encoding), damage: damage?.code ?? null, record };
    }
  }
}
