import type { KeyObject } from 'node:crypto';

import { ConfigurationError } from '@open122/service';

import { keyOfJwk, type NamedKey } from './key-material';

/** What the settings say of keys. */
export interface KeySettings {
  /** Wraps what is made from now on. */
  root: NamedKey;
  /** Still opens what was sealed or wrapped before the root was changed. */
  before: NamedKey | undefined;
  /** The first key of tokens. */
  token: { id: string; key: KeyObject };
}

interface Values {
  readonly DATA_KEY: Buffer;
  readonly DATA_KEY_ID: string;
  readonly DATA_KEY_BEFORE?: Buffer | undefined;
  readonly DATA_KEY_BEFORE_ID?: string | undefined;
  readonly TOKEN_KEY: Readonly<Record<string, string>>;
}

/** Throws {@link ConfigurationError} for an earlier root without its name, or by the same one. */
export function keySettingsOf(values: Values): KeySettings {
  const { DATA_KEY: key, DATA_KEY_ID: id, DATA_KEY_BEFORE: earlier, DATA_KEY_BEFORE_ID: earlierId } = values;
  if ((earlier === undefined) !== (earlierId === undefined))
    refuse('IDENTITY_DATA_KEY_BEFORE and IDENTITY_DATA_KEY_BEFORE_ID: both or none');
  if (earlierId === id)
    refuse('IDENTITY_DATA_KEY_BEFORE_ID is the name of another key than IDENTITY_DATA_KEY_ID');
  const before =
    earlier === undefined || earlierId === undefined ? undefined : { id: earlierId, key: earlier };
  return { root: { id, key }, before, token: keyOfJwk(values.TOKEN_KEY) };
}

/** Those that open what was sealed or wrapped by the settings' own keys. */
export const rootsOf = ({ root, before }: KeySettings): NamedKey[] =>
  before === undefined ? [root] : [root, before];

/** What seals until there is a ring: others may still run with the root from before alone. */
export const firstDataKey = ({ root, before }: KeySettings): NamedKey => before ?? root;

function refuse(line: string): never {
  throw new ConfigurationError('identity', [line]);
}
