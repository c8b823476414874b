import { createHash } from 'node:crypto';

import type {
  HandoverOpened,
  Instant,
  Payload,
  PersonRef,
  SerialNumber,
  StandingChanged,
} from '@open122/contracts';

/** A person for each handover, so that what follows has a key of its own. */
export const personOf = (key: string): PersonRef =>
  createHash('sha256').update(key).digest('base64url') as PersonRef;

export const changeOf = (key: string): Payload<typeof HandoverOpened> => ({
  handoverId: key,
  serial: 'HEL202601050000001' as SerialNumber,
  person: personOf(key),
  at: '2026-01-05T01:00:00.000Z' as Instant,
});

export const consequenceOf = (person: PersonRef): Payload<typeof StandingChanged> => ({
  person,
  listing: null,
});
