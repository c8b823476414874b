/** What was granted at once, and until when it may be spent. */
interface Grant {
  left: number;
  /** As performance.now() tells. */
  readonly until: number;
}

const REMEMBERED = 20_000;

/**
 * Points taken out of a shared count in advance, so that a busy client does not cost a look at Redis with each request. What is
 * left of a grant when its window ends is lost: a count may be reached early by a part of a hundredth, never exceeded.
 */
export class Grants {
  private readonly granted = new Map<string, Grant>();
  private readonly asked = new Map<string, Promise<void>>();

  /** Spends a point, of a new grant when none is left; who comes meanwhile waits for that one. Throws what `ask` throws. */
  async spend(key: string, ask: () => Promise<{ points: number; milliseconds: number }>): Promise<void> {
    while (!this.spendHeld(key)) {
      const under = this.asked.get(key) ?? this.renew(key, ask);
      await under;
    }
  }

  private renew(key: string, ask: () => Promise<{ points: number; milliseconds: number }>): Promise<void> {
    const under = ask()
      .then(({ points, milliseconds }) => this.keep(key, points, milliseconds))
      .finally(() => this.asked.delete(key));
    this.asked.set(key, under);
    return under;
  }

  /** True when one was left. */
  private spendHeld(key: string): boolean {
    const grant = this.granted.get(key);
    if (grant === undefined) return false;
    grant.left -= 1;
    const valid = performance.now() < grant.until;
    if (!valid || grant.left <= 0) this.granted.delete(key);
    return valid;
  }
  /** `milliseconds`: to the end of the window that they were taken out of. */
  private keep(key: string, left: number, milliseconds: number): void {
    if (this.granted.size >= REMEMBERED) this.granted.delete(this.granted.keys().next().value ?? '');
    this.granted.set(key, { left, until: performance.now() + milliseconds });
  }
}
