import type { ServiceName } from '@open122/contracts';
import { Client } from 'pg';

import { endsOf, readTopic } from '../messaging/raw-topic';
import { until } from '../messaging/until';
import type { FaultPlatform } from './places';

const PUBLISHED_WITHIN = 600_000;
/** What a relay has in its hand at most when it dies: sent already, and sent again by its successor. */
const IN_HAND = 500;

const OWNERS = ['licence', 'vehicle'] as const;
export type Owner = (typeof OWNERS)[number];
const topicOf = (owner: Owner): string => `he.${owner}.${owner}.v1`;

/** Rows and a sum over their contents, ids and nonces left out. */
const STATE: readonly (readonly [table: string, service: ServiceName, content: string])[] = [
  ['licence', 'licence', `to_jsonb(row) - 'licence_id'`],
  ['vehicle', 'vehicle', `to_jsonb(row) - 'vehicle_id'`],
  ...OWNERS.flatMap((owner) => [
    [
      'import',
      owner,
      `to_jsonb(row) - '{started_at,finished_at}'::text[] || to_jsonb(finished_at is null)`,
    ] as const,
    ['import_reject', owner, 'to_jsonb(row)'] as const,
  ]),
  ['party', 'identity', 'to_jsonb(array[ref, kind, key_id])'],
  ['party_record', 'identity', `to_jsonb(array[source, party, key_id, encode(fingerprint, 'hex')])`],
];

/** What an import left in each table: so many rows, and their contents as one number. */
export type State = ReadonlyMap<string, string>;

/** What imports leave behind, looked up by SQL and a bare Kafka client; shares no code with the services. */
export class Imported {
  readonly #clients = new Map<ServiceName, Client>();
  #ends = new Map<Owner, ReadonlyMap<number, number>>();

  private constructor(private readonly brokers: readonly string[]) {}

  static async at({ stack, platform }: FaultPlatform): Promise<Imported> {
    const imported = new Imported(platform.brokers);
    for (const service of ['licence', 'vehicle', 'identity'] as const) {
      const { pathname } = new URL(platform.settings[`${service.toUpperCase()}_DATABASE_URL`] ?? '');
      const client = new Client(Object.assign(new URL(stack.addresses.postgres ?? ''), { pathname }).href);
      await client.connect();
      imported.#clients.set(service, client);
    }
    return imported;
  }
  async close(): Promise<void> {
    for (const client of this.#clients.values()) await client.end();
  }

  /** As if nothing had ever been imported; facts said from now on belong to what is imported next. */
  async forget(): Promise<void> {
    await this.published();
    for (const owner of OWNERS) {
      await this.#rows(owner, `truncate ${owner}, import cascade`);
      const ends = await endsOf(this.brokers, topicOf(owner));
      this.#ends.set(owner, new Map(ends.map(({ partition, high }) => [partition, high])));
    }
    await this.#rows('identity', `delete from party_record where source ~ '^(licence|vehicle):'`);
    const kept = [
      'party_record where party',
      'address where person',
      'account where person',
      'staff where person',
    ];
    const unnamed = kept.map((where) => `not exists (select from ${where} = party.ref)`).join(' and ');
    await this.#rows('identity', `delete from party where ${unnamed}`);
  }
  /** Rows of the files that are in. */
  async progress(): Promise<Record<Owner, number>> {
    const [licence = 0, vehicle = 0] = await Promise.all(
      OWNERS.map(async (owner) => {
        const [sum] = await this.#rows<{ rows: string }>(
          owner,
          'select coalesce(sum(rows), 0) as rows from import',
        );
        return Number(sum?.rows);
      }),
    );
    return { licence, vehicle };
  }
  /** Waits until the relays have sent everything. */
  async published(): Promise<void> {
    for (const owner of OWNERS) {
      const empty = async (): Promise<boolean> =>
        (await this.#rows(owner, 'select 1 from outbox limit 1')).length === 0;
      await until(`the facts of ${owner} are on the bus`, empty, PUBLISHED_WITHIN);
    }
  }
  async state(): Promise<State> {
    const state = new Map<string, string>();
    for (const [table, service, content] of STATE) {
      const sql = `select count(1) as rows, coalesce(sum(hashtextextended((${content})::text, 0)), 0) as sum from ${table} row`;
      const [found] = await this.#rows<{ rows: string; sum: string }>(service, sql);
      state.set(`${table} of ${service}`, `${found?.rows} rows (${found?.sum})`);
    }
    return state;
  }
  /** Each version of each record is on its topic as one event and no other, in order, and nothing else is. */
  async checkFacts(relaysKilled: number): Promise<{ violations: string[]; facts: number; again: number }> {
    const violations: string[] = [];
    let facts = 0;
    let again = 0;
    for (const owner of OWNERS) {
      const said = new Said(await this.#versions(owner));
      const ends = this.#ends.get(owner);
      await readTopic(this.brokers, topicOf(owner), ({ key, headers, offset }, partition) => {
        if (Number(offset) < (ends?.get(partition) ?? 0)) return;
        said.hear(String(key), Number(String(headers?.aggregateversion)), String(headers?.ce_id));
      });
      violations.push(...said.violations().map((each) => `${owner}: ${each}`));
      facts += said.facts;
      again += said.again;
    }
    if (again > relaysKilled * IN_HAND)
      violations.push(`${again} facts sent again by ${relaysKilled} dead relays`);
    return { violations, facts, again };
  }

  async #versions(owner: Owner): Promise<Map<string, number>> {
    const sql = `select ${owner}_id as id, version from ${owner}`;
    const rows = await this.#rows<{ id: string; version: string }>(owner, sql);
    return new Map(rows.map(({ id, version }) => [id, Number(version)]));
  }
  async #rows<R extends object>(service: ServiceName, sql: string): Promise<R[]> {
    return ((await this.#clients.get(service)?.query<R>(sql))?.rows ?? []) as R[];
  }
}

/** What a topic says of records, held against their versions. */
class Said {
  readonly #heard = new Map<string, string[]>();
  readonly #wrong: Record<string, number> = {};
  facts = 0;
  /** The same event once more: its relay died after it was sent and before it was deleted. */
  again = 0;

  constructor(private readonly versions: ReadonlyMap<string, number>) {}

  hear(key: string, version: number, event: string): void {
    const last = this.versions.get(key);
    if (last === undefined || version > last) return this.#note('without a record');
    const heard = this.#heard.get(key) ?? [];
    this.#heard.set(key, heard);
    const known = heard[version - 1];
    if (known === event) this.again += 1;
    else if (known !== undefined) this.#note('said twice');
    else {
      if (heard.length >= version) this.#note('out of order');
      heard[version - 1] = event;
      this.facts += 1;
    }
  }
  violations(): string[] {
    for (const [key, version] of this.versions) {
      const heard = this.#heard.get(key) ?? [];
      for (let each = 0; each < version; each += 1) if (heard[each] === undefined) this.#note('never said');
    }
    return Object.entries(this.#wrong).map(([what, count]) => `${count} facts ${what}`);
  }
  #note(what: string): void {
    this.#wrong[what] = (this.#wrong[what] ?? 0) + 1;
  }
}
