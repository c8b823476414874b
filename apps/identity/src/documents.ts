import { type Day, parseDocument, type PersonDocumentType } from '@open122/contracts';

import type { PersonDocument } from './person';
import { refuse } from './refusals';

/** A document's number by the rules of its type (rules §10), normalised. Refuses `document.invalid`. */
export function documentOf(
  { type, number }: { type: PersonDocumentType; number: string },
  today: Day,
): PersonDocument {
  const parsed = parseDocument(type, number, today);
  if (!parsed.ok) throw refuse.documentInvalid();
  return { type, number: parsed.value };
}
