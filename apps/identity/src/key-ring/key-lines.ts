import { inShanghai } from '@open122/contracts';

import type { KeyPurpose } from './key-material';
import { later, LEAD_SECONDS, PUBLISHED_AFTER, SHORTEST_LEAD_SECONDS } from './key-ring';
import type { Keys, KnownKey } from './keys';

/** The keys of a purpose as lines for a person, oldest first; `more` is what else is known of one. */
export function keyLines(keys: Keys, purpose: KeyPurpose, more: (key: KnownKey) => string): string[] {
  const own = keys.known().keys.filter((each) => each.purpose === purpose);
  return own.map((key, place) => `  ${key.id}  ${stateText(key, own[place + 1])}${more(key)}`);
}

/** Seconds of `--lead`. Throws for what is no number, or too short. */
export function leadOf(given: string | undefined): number {
  const lead = given === undefined ? LEAD_SECONDS : Number(given);
  if (lead >= SHORTEST_LEAD_SECONDS) return lead;
  throw new Error(`--lead is a number of seconds, at least ${SHORTEST_LEAD_SECONDS}.`);
}

function stateText({ purpose, state, usedFrom, wrapped }: KnownKey, next: KnownKey | undefined): string {
  switch (state) {
    case 'waiting':
      return `waits, is used from ${inShanghai(usedFrom)}`;
    case 'in-use':
      return wrapped === null ? 'in use, the first key (settings)' : `in use since ${inShanghai(usedFrom)}`;
    case 'kept':
      if (purpose === 'data' || next === undefined) return 'opens what is sealed under it';
      return `published until ${inShanghai(later(next.usedFrom, PUBLISHED_AFTER))}`;
    case 'gone':
      return 'gone';
  }
}
