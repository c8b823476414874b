import { setImmediate as breathe } from 'node:timers/promises';

import type { Day } from '@open122/contracts';

import type { Values } from '../files/columns';
import type { Fault, FileDefinition } from '../files/file-definition';
import { refuse } from '../refusals';
import { readFields } from './read-fields';
import { readHeader } from './header';
import { LineDecoder } from './line-decoder';
import { type Line, readLines } from './read-lines';

/** Rows of a chunk; bounds memory and how long readers wait, and is what the directory takes in one call. Each costs round trips. */
export const ROWS_PER_CHUNK = 500;

/** Lines after which whoever else waits gets a turn: those who read from the service during an import. */
const LINES_PER_TURN = 50;

/** A field of a line that keeps the line out; column is empty when the line as a whole is at fault. */
export interface Reject extends Fault {
  readonly line: number;
}

/** Up to {@link ROWS_PER_CHUNK} lines of a file, good ones and rejects, in their order. */
export interface Chunk<Row> {
  readonly rows: readonly { line: number; row: Row }[];
  readonly rejects: readonly Reject[];
  /** Lines with data in this chunk, and the number of the last line it covers. */
  readonly lines: number;
  readonly lastLine: number;
}

/**
 * Reads a registry file as chunks of valid rows and rejects, holding one chunk at a time. Lines up to `behind` are read and not
 * looked at: what is in already is not validated again.
 * @throws Refusal `registry.header`, `registry.empty`
 */
export async function* readRows<Row>(
  source: AsyncIterable<Buffer>,
  file: FileDefinition<Row>,
  today: Day,
  behind = 0,
): AsyncGenerator<Chunk<Row>> {
  let names: string[] | undefined;
  const decoder = new LineDecoder();
  let chunk = new ChunkUnderWay<Row>();
  for await (const line of readLines(source)) {
    // decoded even when it is passed over: what a file is written in shows in its first lines
    const read = readFields(line.bytes, decoder);
    if (names === undefined) {
      names = readHeader(read.ok ? read.fields : [], file.columns);
      continue;
    }
    if (isPassedOver(line, behind)) continue;
    chunk.add(line.number, validated(names, read, file, today));
    if (chunk.lines % LINES_PER_TURN === 0) await breathe();
    if (chunk.lines === ROWS_PER_CHUNK) {
      yield chunk;
      chunk = new ChunkUnderWay<Row>();
    }
  }
  if (names === undefined) throw refuse.empty();
  if (chunk.lines > 0) yield chunk;
}

const isPassedOver = ({ number, bytes }: Line, behind: number): boolean =>
  bytes?.length === 0 || number <= behind;

class ChunkUnderWay<Row> implements Chunk<Row> {
  readonly rows: { line: number; row: Row }[] = [];
  readonly rejects: Reject[] = [];
  lines = 0;
  lastLine = 0;

  add(line: number, read: { row: Row } | { faults: Fault[] }): void {
    this.lines += 1;
    this.lastLine = line;
    if ('row' in read) this.rows.push({ line, row: read.row });
    else for (const fault of read.faults) this.rejects.push({ line, ...fault });
  }
}

const whole = (code: string): Fault => ({ column: '', code });

const validated = <Row>(
  names: readonly string[],
  read: ReturnType<typeof readFields>,
  file: FileDefinition<Row>,
  today: Day,
): { row: Row } | { faults: Fault[] } =>
  read.ok ? validate(names, read.fields, file, today) : { faults: [whole(read.code)] };

/** Every field is read, so that a reject names all that is wrong; rules over several fields come once each field is right. */
function validate<Row>(
  names: readonly string[],
  fields: readonly string[],
  file: FileDefinition<Row>,
  today: Day,
): { row: Row } | { faults: Fault[] } {
  if (fields.length !== names.length) return { faults: [whole('row.field-count')] };
  const values: Record<string, unknown> = {};
  const faults: Fault[] = [];
  names.forEach((column, at) => {
    const read = file.columns[column]?.read(fields[at] ?? '', today);
    if (read?.ok) values[column] = read.value;
    else if (read) faults.push({ column, code: read.code });
  });
  return faults.length > 0 ? { faults } : file.combine(values as Values<typeof file.columns>, today);
}
