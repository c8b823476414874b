import type { KeyObject } from 'node:crypto';

import type { Instant } from '@open122/contracts';
import { type Statements, Unavailable } from '@open122/service';
import type { JWK } from 'jose';

import { keyOf, type KeyPurpose, publicJwk, unwrap } from './key-material';
import { type KeyState, type RingKey, stateOf, TRUSTED } from './key-ring';
import { readRing } from './key-ring.store';
import { firstDataKey, type KeySettings, rootsOf } from './key-settings';
import type { TokenKey, TokenKeys } from '../tokens';
import type { DataKey, DataKeys } from '../vault';

/** Nothing is sealed or signed by a reading that is too old: another key may be in use by now. */
class KeysUnread extends Unavailable {
  constructor() {
    super('the key ring has not been read lately');
  }
}

/** The row is of an instance that knows more than we do, or its key is gone. */
class KeyUnknown extends Unavailable {
  constructor(id: string) {
    super(`no data key ${id} in the ring as it was read last`);
  }
}

/** A key of the ring as this instance knows it. */
export interface KnownKey extends RingKey {
  state: KeyState;
  /** Absent when it is gone, or when the settings do not open it. */
  key: KeyObject | undefined;
}

interface Reading {
  /** When it was begun, in ticks. */
  begun: number;
  now: Instant;
  keys: KnownKey[];
  data: DataKey | undefined;
  token: TokenKey | undefined;
  opening: ReadonlyMap<string, KeyObject>;
  published: JWK[];
}

/** The ring as this process has read it last. What a key is, is decided at each reading and stays so until the next. */
export class Keys implements DataKeys, TokenKeys {
  readonly #made = new Map<string, KeyObject>();
  #reading: Reading | undefined;
  #asked: Promise<void> | undefined;

  constructor(
    private readonly database: Statements,
    private readonly settings: KeySettings,
    /** Milliseconds on a clock that never goes back. */
    private readonly ticks: () => number = () => performance.now(),
  ) {}

  /** Reads the ring; whoever asks meanwhile waits for the same reading. */
  read(): Promise<void> {
    return (this.#asked ??= this.#read().finally(() => (this.#asked = undefined)));
  }

  get wasRead(): boolean {
    return this.#reading !== undefined;
  }

  /** Every key that ever was, oldest first, and the database's time. Throws when none was read. */
  known(): { now: Instant; keys: readonly KnownKey[] } {
    return this.#last();
  }

  /** A sentence for each key that is needed and that these settings do not open. */
  locked(): string[] {
    return this.#last()
      .keys.filter(({ state, key }) => state !== 'gone' && key === undefined)
      .map(({ id, purpose, root }) => lockedSentence(id, purpose, root));
  }

  dataKey(): DataKey {
    const { data } = this.#fresh();
    if (data === undefined) throw new KeysUnread();
    return data;
  }

  dataKeyOf(id: string): KeyObject {
    const key = this.#last().opening.get(id);
    if (key !== undefined) return key;
    this.#readSoon();
    throw new KeyUnknown(id);
  }

  tokenKey(): TokenKey {
    const { token } = this.#fresh();
    if (token === undefined) throw new KeysUnread();
    return token;
  }

  publishedKeys(): JWK[] {
    return this.#last().published;
  }

  #last(): Reading {
    if (this.#reading !== undefined) return this.#reading;
    this.#readSoon();
    throw new KeysUnread();
  }

  #fresh(): Reading {
    const last = this.#last();
    if (this.ticks() - last.begun <= TRUSTED) return last;
    this.#readSoon();
    throw new KeysUnread();
  }

  /** Who asked is told to come again; what failed is told by who reads every second. */
  #readSoon(): void {
    this.read().catch(() => undefined);
  }

  async #read(): Promise<void> {
    const begun = this.ticks();
    const { now, keys: rows } = await readRing(this.database);
    const ring = [...this.#firstsOf(rows, now), ...rows];
    const keys = ring.map((each) => {
      const state = stateOf(each, ring, now);
      return { ...each, state, key: this.#keyOf(each, state) };
    });
    const usable = keys.flatMap(({ key, ...rest }) => (key === undefined ? [] : [{ ...rest, key }]));
    const of = (purpose: KeyPurpose) => usable.filter((each) => each.purpose === purpose);
    const inUse = (purpose: KeyPurpose) => of(purpose).find(({ state }) => state === 'in-use');
    this.#reading = {
      begun,
      now,
      keys,
      data: inUse('data'),
      token: inUse('token'),
      opening: new Map(of('data').map(({ id, key }) => [id, key])),
      published: of('token').map(({ id, key }) => publicJwk(id, key)),
    };
  }

  /** A ring without rows begins with the settings' keys all the same. */
  #firstsOf(rows: readonly RingKey[], now: Instant): RingKey[] {
    const first = { data: firstDataKey(this.settings).id, token: this.settings.token.id };
    return (['data', 'token'] as const)
      .filter((purpose) => rows.every((each) => each.purpose !== purpose))
      .map((purpose) => ({
        ...{ id: first[purpose], purpose, wrapped: null, root: null },
        ...{ madeAt: now, usedFrom: BEGINNING, retiredAt: null },
      }));
  }

  #keyOf(row: RingKey, state: KeyState): KeyObject | undefined {
    const name = `${row.purpose}/${row.id}`;
    if (state === 'gone') {
      this.#made.delete(name);
      // a data key of the settings opens for as long as it stands there
      return row.purpose === 'data' ? this.#ofSettings(row) : undefined;
    }
    const key = this.#made.get(name) ?? (row.wrapped === null ? this.#ofSettings(row) : this.#unwrapped(row));
    if (key !== undefined) this.#made.set(name, key);
    return key;
  }

  #ofSettings({ id, purpose }: RingKey): KeyObject | undefined {
    const { token } = this.settings;
    if (purpose === 'token') return token.id === id ? token.key : undefined;
    const own = rootsOf(this.settings).find((each) => each.id === id);
    return own && keyOf('data', own.key);
  }

  #unwrapped(row: RingKey): KeyObject | undefined {
    const material = materialOf(row, this.settings);
    return material && keyOf(row.purpose, material);
  }
}

/** What is wrapped in a row; undefined when no root of the settings opens it: another key by the root's name, or an altered row. */
export function materialOf(row: RingKey, settings: KeySettings): Buffer | undefined {
  const root = rootsOf(settings).find((each) => each.id === row.root);
  if (root === undefined || row.wrapped === null) return undefined;
  try {
    return unwrap(row.wrapped, row, root);
  } catch {
    return undefined;
  }
}

/** Earlier than any key that was made. */
const BEGINNING = '1970-01-01T00:00:00.000Z' as Instant;

const lockedSentence = (id: string, purpose: KeyPurpose, root: string | null): string =>
  root === null
    ? `the ${purpose} key ${id} is in use or still needed, but not in the settings (${purpose === 'data' ? 'IDENTITY_DATA_KEY, IDENTITY_DATA_KEY_BEFORE' : 'IDENTITY_TOKEN_KEY'})`
    : `the ${purpose} key ${id} is not opened by the root ${root} of the settings (IDENTITY_DATA_KEY, IDENTITY_DATA_KEY_BEFORE, and their names)`;
