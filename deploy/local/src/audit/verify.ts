import { expectedHead, FIRST_PREVIOUS, type RowText, type SealText } from './chain';
import { AuditReader } from './read';

/** Something that nobody but a forger, or a restore to an earlier moment, does. */
export interface Violation {
  readonly kind:
    | 'row-removed'
    | 'row-inserted'
    | 'seal-differs'
    | 'seal-removed'
    | 'tail-cut-off'
    | 'head-differs'
    | 'head-not-kept';
  /** Numbers of seals, or ids of rows where the kind says row. */
  readonly ids: readonly string[];
}
export interface Verdict {
  readonly service: string;
  readonly rows: number;
  readonly seals: number;
  /** Not sealed yet: a second's worth while the service runs. */
  readonly waiting: number;
  readonly violations: readonly Violation[];
}
export interface Places {
  readonly service: string;
  readonly url: string;
  /** Of the database that keeps the service's heads. */
  readonly witnessUrl: string;
  /** For how long a head may be on its way, milliseconds. A minute when left out. */
  readonly patience?: number;
}

const PAGE = 50;
const MOST_NAMED = 20;
const PATIENCE = 60_000;

/** Who keeps whose heads (docs/audit.md). */
export const WITNESSES: Readonly<Record<string, string>> = {
  identity: 'gateway',
  licence: 'gateway',
  vehicle: 'gateway',
  fulfilment: 'gateway',
  blacklist: 'gateway',
  gateway: 'identity',
};

/** Proves a service's audit against its seals, and its seals against the heads that another service keeps. */
export async function verifyAudit(places: Places): Promise<Verdict> {
  // first: what comes while we look is then in the chain, but not yet here
  const witness = await AuditReader.at(places.witnessUrl);
  try {
    const chain = await AuditReader.at(places.url);
    try {
      return await new Verification(places, chain, witness).run();
    } finally {
      await chain.close();
    }
  } finally {
    await witness.close();
  }
}

class Verification {
  private readonly violations: Violation[] = [];
  private previous = FIRST_PREVIOUS;
  private last = '0';
  private floor = '0';
  private seals = 0;
  private rows = 0;

  constructor(
    private readonly places: Places,
    private readonly chain: AuditReader,
    private readonly witness: AuditReader,
  ) {}

  async run(): Promise<Verdict> {
    const { service } = this.places;
    const newest = BigInt(await this.witness.newestKept(service));
    const onTheirWay = await this.chain.onTheirWay(service);
    for (let page = await this.page(); page.length > 0; page = await this.page()) {
      const kept = await this.witness.kept(service, this.last, PAGE);
      const found = await this.chain.rows(page.flatMap(({ ids }) => ids));
      for (const seal of page) {
        this.link(seal, found);
        this.compare(seal, kept.get(seal.number), newest, onTheirWay);
      }
    }
    if (newest > BigInt(this.last)) this.violate('tail-cut-off', span(BigInt(this.last) + 1n, newest));
    const inserted = await this.chain.inserted(this.floor, MOST_NAMED);
    if (inserted.length > 0) this.violate('row-inserted', inserted);
    const waiting = await this.chain.waiting(this.floor);
    const { rows, seals, violations } = this;
    return { service, rows, seals, waiting, violations };
  }

  private page(): Promise<SealText[]> {
    return this.chain.seals(this.last, PAGE);
  }
  private violate(kind: Violation['kind'], ids: readonly string[]): void {
    this.violations.push({ kind, ids: ids.slice(0, MOST_NAMED) });
  }
  /** The seal follows the one before it, and its head is that of its rows. */
  private link(seal: SealText, found: ReadonlyMap<string, RowText>): void {
    const next = BigInt(this.last) + 1n;
    if (BigInt(seal.number) !== next) this.violate('seal-removed', span(next, BigInt(seal.number) - 1n));
    const gone = seal.ids.filter((id) => !found.has(id));
    if (gone.length > 0) this.violate('row-removed', gone);
    const rows = seal.ids.map((id) => found.get(id) ?? []);
    const same = expectedHead(this.places.service, this.previous, seal, rows) === seal.head;
    if (gone.length === 0 && !(same && this.inItsPlace(seal))) this.violate('seal-differs', [seal.number]);
    this.previous = seal.head;
    this.last = seal.number;
    this.floor = seal.floor;
    this.seals += 1;
    this.rows += rows.length;
  }
  /** What the sealer goes by besides the head: nothing below the floor, which never sinks, and the greatest id as it is. */
  private inItsPlace({ ids, top, floor }: SealText): boolean {
    const numbers = ids.map(BigInt);
    const greatest = numbers.reduce((most, each) => (each > most ? each : most), 0n);
    const above = numbers.every((each) => each > BigInt(floor));
    return above && greatest === BigInt(top) && BigInt(floor) >= BigInt(this.floor);
  }
  /** The witness was told this very head; of the newest seals it may not have heard yet. */
  private compare(
    { number, head, sealedAt }: SealText,
    kept: string | undefined,
    newest: bigint,
    onTheirWay: ReadonlySet<string>,
  ): void {
    if (kept === head) return;
    if (kept !== undefined) return this.violate('head-differs', [number]);
    const patience = this.places.patience ?? PATIENCE;
    const fresh = Date.now() - Date.parse(sealedAt) < patience || onTheirWay.has(number);
    if (BigInt(number) <= newest || !fresh) this.violate('head-not-kept', [number]);
  }
}

/** Numbers from one to another, both included. */
function span(from: bigint, to: bigint): string[] {
  const numbers: string[] = [];
  for (let each = from; each <= to && numbers.length < MOST_NAMED; each += 1n) numbers.push(String(each));
  return numbers;
}
