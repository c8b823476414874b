/** The newest things that passed by, each known by a cursor; the oldest make room. */
export class Ring<T> {
  private readonly kept: T[] = [];
  /** How many came in all. */
  private passed = 0;

  constructor(
    private readonly size: number,
    /** Tells this ring's cursors from those of an earlier run. */
    private readonly run: string,
  ) {}

  push(item: T): void {
    this.kept[this.passed % this.size] = item;
    this.passed += 1;
  }

  /**
   * At most `limit` items: the first ones after a cursor, or the newest ones without a cursor. `next` is the cursor of the last
   * of them. A cursor of an earlier run starts with the oldest that is kept.
   */
  page(after: string | undefined, limit: number): { items: (T & { cursor: string })[]; next: string } {
    const oldest = Math.max(0, this.passed - this.size);
    const from = after === undefined ? Math.max(oldest, this.passed - limit) : this.positionOf(after, oldest);
    const to = Math.min(this.passed, from + limit);
    const items = Array.from({ length: Math.max(0, to - from) }, (_, index) => ({
      ...(this.kept[(from + index) % this.size] as T),
      cursor: this.cursor(from + index + 1),
    }));
    return { items, next: this.cursor(to) };
  }

  private cursor(position: number): string {
    return `${this.run}.${position}`;
  }

  private positionOf(cursor: string, oldest: number): number {
    const [run, position] = cursor.split('.');
    const asked = run === this.run ? Number(position) : oldest;
    return Number.isSafeInteger(asked) ? Math.min(Math.max(asked, oldest), this.passed) : oldest;
  }
}
