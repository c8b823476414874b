/** Pseudo-random numbers that depend on their seed alone (mulberry32). */
export class Dice {
  private state: number;

  constructor(...seeds: number[]) {
    this.state =
      seeds.reduce((mixed, seed) => Math.imul(mixed ^ seed, 0x9e3779b1) + 0x7f4a7c15, 0x2545f491) | 0;
  }

  /** A number in [0, 1). */
  roll(): number {
    this.state = (this.state + 0x6d2b79f5) | 0;
    let t = Math.imul(this.state ^ (this.state >>> 15), this.state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  }

  /** A whole number in [least, most]. */
  between(least: number, most: number): number {
    return least + Math.floor(this.roll() * (most - least + 1));
  }

  of<T>(values: readonly T[]): T {
    return values[this.between(0, values.length - 1)] as T;
  }

  /** One of the weighted values. */
  weighted<T>(shares: readonly (readonly [number, T])[]): T {
    let left = this.roll() * shares.reduce((sum, [share]) => sum + share, 0);
    for (const [share, value] of shares) {
      left -= share;
      if (left < 0) return value;
    }
    return (shares.at(-1) as readonly [number, T])[1];
  }
}
