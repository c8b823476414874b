import type { Facts } from '@open122/catalogue';
import type { PersonRef } from '@open122/contracts';
import type { Tx } from '@open122/service';

type Listing = Pick<Facts['person'], 'listedFrom' | 'listedUntil'>;

const NEVER: Listing = { listedFrom: null, listedUntil: null };

/** Reads the local copy of the blacklist's standings. */
export const standingStore = {
  async of(tx: Tx, person: PersonRef): Promise<Listing> {
    const rows = await tx.run<Listing>(
      'casework.standing',
      'select listed_from as "listedFrom", listed_until as "listedUntil" from standing where person = $1',
      [person],
    );
    return rows[0] ?? NEVER;
  },
};
