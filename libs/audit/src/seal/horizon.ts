/** What one look at the audit saw, all of it in one snapshot. */
export interface Look {
  /** Transactions before it had ended. */
  readonly xmin: bigint;
  /** Transactions from it on had not begun to write. */
  readonly xmax: bigint;
  /** The greatest id there was. */
  readonly top: number;
  /** The smallest id above the floor that is in no seal. */
  readonly first: number | null;
}

/** A statement may hold an id before its transaction has a number; no statement takes that long (libs/service). */
const DELAY = 10_000;
/** While a transaction stays open for so long, the floor stays too. */
const MOST_MARKS = 600;

/**
 * Rows become visible out of the order of their ids. The floor is the id up to which nobody can come late any more: whoever
 * held such an id has ended, and all that came of it is sealed.
 */
export class Horizon {
  readonly #marks: { top: number; xmax: bigint; at: number }[] = [];
  #ended: number;
  #floor: number;

  constructor(floor: number) {
    this.#ended = floor;
    this.#floor = floor;
  }
  get floor(): number {
    return this.#floor;
  }

  /** @param at wall time, milliseconds */
  saw({ xmin, xmax, top, first }: Look, at: number): void {
    for (let [mark] = this.#marks; mark !== undefined; [mark] = this.#marks) {
      if (mark.xmax > xmin || mark.at + DELAY > at) break;
      this.#ended = mark.top;
      this.#marks.shift();
    }
    const sealedTo = first === null ? this.#ended : Math.min(this.#ended, first - 1);
    this.#floor = Math.max(this.#floor, sealedTo);
    const known = this.#marks.at(-1)?.top ?? this.#ended;
    if (top > known && this.#marks.length < MOST_MARKS) this.#marks.push({ top, xmax, at });
  }
}
