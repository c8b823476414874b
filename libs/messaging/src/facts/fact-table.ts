import type { Tx } from '@open122/service';

import type { Message } from '../consume/message';
import type { FactCopy } from './fact-copy';

/** What a slice says of one aggregate in the end: its row, or that it is gone. A tombstone has no version. */
export interface LastWord {
  readonly version: number | null;
  readonly row: readonly unknown[] | null;
}
/** Statements of one table, whose texts need its columns' types. */
interface Statements {
  upsert: string;
  remove: string;
  removeAny: string;
  hold: string;
}

const COLUMNS = `select attname as name, format_type(atttypid, atttypmod) as type from pg_attribute
  where attrelid = $1::regclass and attnum > 0 and not attisdropped`;

/** Writes facts into a table of their copy: the copy itself, or its shadow while it is rebuilt. */
export class FactTable {
  readonly #names: readonly string[];
  #statements: Statements | undefined;

  constructor(
    private readonly copy: FactCopy,
    private readonly table: string = copy.table,
  ) {
    this.#names = Object.keys(copy.columns);
  }

  /** The last word of each aggregate, by key; later messages and higher versions win. */
  lastWords(messages: readonly (Message | { tombstone: string })[]): Map<string, LastWord> {
    const words = new Map<string, LastWord>();
    for (const message of messages) {
      if ('tombstone' in message) {
        words.set(message.tombstone, { version: null, row: null });
        continue;
      }
      const known = words.get(message.key)?.version ?? 0;
      if (message.version >= known)
        words.set(message.key, { version: message.version, row: this.#rowOf(message) });
    }
    return words;
  }
  /** Whether an aggregate has a row, which nobody else then changes until the end of the transaction. */
  async hold(tx: Tx, key: string): Promise<boolean> {
    const { hold } = (this.#statements ??= await this.#prepare(tx));
    return (await tx.run(`fact.${this.table}.hold`, hold, [key])).length > 0;
  }
  /** Writes them; what the table knows in a higher version stays as it is. */
  async write(tx: Tx, words: ReadonlyMap<string, LastWord>): Promise<void> {
    const statements = (this.#statements ??= await this.#prepare(tx));
    const rows: LastWord[] = [];
    const gone: { keys: string[]; versions: number[] } = { keys: [], versions: [] };
    const buried: string[] = [];
    for (const [key, word] of words) {
      if (word.row !== null) rows.push(word);
      else if (word.version === null) buried.push(key);
      else {
        gone.keys.push(key);
        gone.versions.push(word.version);
      }
    }
    const name = `fact.${this.table}`;
    if (rows.length > 0) {
      const columns = this.#names.map((_, at) => rows.map(({ row }) => row?.[at]));
      await tx.run(`${name}.upsert`, statements.upsert, [...columns, rows.map(({ version }) => version)]);
    }
    if (gone.keys.length > 0) await tx.run(`${name}.remove`, statements.remove, [gone.keys, gone.versions]);
    if (buried.length > 0) await tx.run(`${name}.remove-any`, statements.removeAny, [buried]);
  }

  #rowOf({ data }: Message): readonly unknown[] | null {
    if ((data as { deleted?: boolean }).deleted === true) return null;
    return Object.values(this.copy.columns).map((column) => asText(column(data as never)));
  }
  async #prepare(tx: Tx): Promise<Statements> {
    const found = await tx.run<{ name: string; type: string }>('fact.columns', COLUMNS, [this.table]);
    const types = new Map(found.map(({ name, type }) => [name, type]));
    const { table, copy } = this;
    for (const name of [...this.#names, 'version']) {
      if (!types.has(name)) throw new Error(`the fact copy ${table} has no column ${name}`);
    }
    const names = [...this.#names, 'version'];
    const keyType = types.get(copy.key);
    return {
      upsert: `insert into ${table} (${names.join(', ')})
        select ${names.map((name) => `fresh.${name}::${types.get(name)}`).join(', ')}
        from unnest(${names.map((_, at) => `$${at + 1}::text[]`).join(', ')}) as fresh (${names.join(', ')})
        order by fresh.${copy.key}
        on conflict (${copy.key}) do update set ${names.map((name) => `${name} = excluded.${name}`).join(', ')}
        where ${table}.version < excluded.version`,
      remove: `delete from ${table} using unnest($1::text[], $2::bigint[]) as gone (key, version)
        where ${table}.${copy.key} = gone.key::${keyType} and ${table}.version < gone.version`,
      removeAny: `delete from ${table} where ${copy.key} = any($1::${keyType}[])`,
      hold: `select version from ${table} where ${copy.key} = $1::${keyType} for update`,
    };
  }
}

/** A value as PostgreSQL reads it from text. */
export function asText(value: unknown): string | null {
  if (value === null || value === undefined) return null;
  if (Array.isArray(value)) return `{${value.map(element).join(',')}}`;
  return typeof value === 'object' ? JSON.stringify(value) : String(value as string | number | boolean);
}
const element = (value: unknown): string => {
  const text = asText(value);
  return text === null ? 'null' : `"${text.replace(/["\\]/g, '\\$&')}"`;
};
