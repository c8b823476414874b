import { StandingChanged } from '@open122/contracts';
import { factCopy } from '@open122/messaging';

/** The owner service's copy of the blacklist's standings: the next submission is refused with the date (rules §4). */
export const standings = factCopy({
  name: 'standing',
  event: StandingChanged,
  table: 'standing',
  key: 'person',
  columns: {
    person: ({ person }) => person,
    listed_from: ({ listing }) => listing?.from ?? null,
    listed_until: ({ listing }) => listing?.until ?? null,
  },
});
