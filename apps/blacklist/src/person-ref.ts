import type { PersonRef } from '@open122/contracts';

import { refuse } from './refusals';

/** A person reference out of a path. Refuses `standing.not-found` for what cannot be one. */
export function personRefOf(text: string): PersonRef {
  if (!/^[A-Za-z0-9_-]{43}$/.test(text)) throw refuse.notFound();
  return text as PersonRef;
}
