import type { ServiceName } from '@open122/contracts';
import { type Database, inSpan, isTraced, type Tx } from '@open122/service';

import type { Burial } from '../consume/burial';
import { positionId } from '../consume/dead-letters';
import { take, type Taken } from '../consume/intake';
import type { Message } from '../consume/message';
import { type Alive, patiently, persistently } from '../consume/patience';
import { processing } from '../consume/processing';
import type { Slice, SliceWork } from '../consume/slice';
import type { Meters } from '../status/meters';
import type { FactCopy } from './fact-copy';
import { FactTable } from './fact-table';
import { saveProgress } from './progress.store';

export interface FactParts {
  service: ServiceName;
  database: Database;
  burial: Burial;
  meters: Meters;
}

/** Slices of a fact topic: one upsert guarded by version, and how far the copy has come; no inbox (design §5). */
export class FactSlices implements SliceWork {
  readonly #table: FactTable;
  readonly #id: string;

  constructor(
    private readonly copy: FactCopy,
    private readonly parts: FactParts,
  ) {
    this.#table = new FactTable(copy);
    this.#id = `${parts.service}.${copy.name}`;
  }

  async handle(slice: Slice, alive: Alive): Promise<number> {
    const taken = slice.messages.map((raw) => take(slice.topic, raw));
    try {
      const done = await patiently(() => this.#transaction(slice, taken), alive);
      return done === null ? 0 : taken.length;
    } catch {
      // the guilty one is found, and told of, one by one
      return this.#oneByOne(slice, taken, alive);
    }
  }

  async #oneByOne(slice: Slice, taken: readonly Taken[], alive: Alive): Promise<number> {
    for (const [index, each] of taken.entries()) {
      const done = await persistently(() => this.#transaction(slice, [each]), alive).catch(
        (error: unknown) => {
          const eventId =
            each.kind === 'event' ? each.message.id : positionId(slice.topic, slice.partition, each.raw);
          return patiently(
            () =>
              this.parts.database.transaction(async (tx) => {
                await this.parts.burial.failed(slice, each, { handler: this.#id, eventId, error }, tx);
                await this.#progress(slice, [each], tx);
                return true;
              }),
            alive,
          );
        },
      );
      if (done === null) return index;
    }
    return taken.length;
  }
  async #transaction(slice: Slice, taken: readonly Taken[]): Promise<true> {
    if (!isTraced()) return this.#write(slice, taken);
    const messages = taken.flatMap((each) => (each.kind === 'event' ? [each.message] : []));
    return inSpan(processing(this.#id, messages), () => this.#write(slice, taken));
  }
  async #write(slice: Slice, taken: readonly Taken[]): Promise<true> {
    await this.parts.database.transaction(async (tx) => {
      await this.#table.write(tx, this.#table.lastWords(readable(taken)));
      for (const each of taken) {
        if (each.kind === 'poison') await this.parts.burial.poison(slice, each, this.#id, tx);
      }
      await this.#progress(slice, taken, tx);
    });
    for (const { kind } of taken) this.parts.meters.handled(this.#id, kind === 'poison' ? 'dead' : 'handled');
    return true;
  }
  async #progress({ partition }: Slice, taken: readonly Taken[], tx: Tx): Promise<void> {
    const last = taken.at(-1);
    if (last !== undefined) await saveProgress(tx, this.copy.name, partition, Number(last.raw.offset) + 1);
  }
}

/** What can be written into a copy, of all that a topic holds. */
export function readable(taken: readonly Taken[]): (Message | { tombstone: string })[] {
  const found: (Message | { tombstone: string })[] = [];
  for (const each of taken) {
    if (each.kind === 'event') found.push(each.message);
    if (each.kind === 'tombstone') found.push({ tombstone: each.key });
  }
  return found;
}
