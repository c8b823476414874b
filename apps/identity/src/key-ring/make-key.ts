import { randomBytes } from 'node:crypto';

import { dayOf } from '@open122/contracts';
import type { Audit, Database } from '@open122/service';

import { drawMaterial, type KeyPurpose, wrap } from './key-material';
import { addKey, keepFirst, lockRing } from './key-ring.store';
import { firstDataKey, type KeySettings } from './key-settings';
import { Keys, type KnownKey } from './keys';
import { OPERATOR } from '../operator-program';

interface Making {
  purpose: KeyPurpose;
  /** Seconds until it is used. */
  lead: number;
  /** Told the keys of this purpose as they stand, while nobody else changes them: true when no key is to be made. */
  unless: (keys: readonly KnownKey[]) => boolean;
}

/** Adds a key to the ring; false when none was to be made. */
export function makeKey(
  database: Database,
  settings: KeySettings,
  audit: Audit,
  { purpose, lead, unless }: Making,
): Promise<boolean> {
  return database.transaction(async (tx) => {
    await lockRing(tx);
    const keys = new Keys(tx, settings);
    await keys.read();
    const { now, keys: all } = keys.known();
    if (unless(all.filter((each) => each.purpose === purpose))) return false;
    const id = `${purpose}-${dayOf(now)}-${randomBytes(3).toString('hex')}`;
    await keepFirst(tx, purpose, purpose === 'data' ? firstDataKey(settings).id : settings.token.id);
    const { root } = settings;
    const wrapped = wrap(drawMaterial(purpose), { id, purpose }, root);
    await addKey(tx, { id, purpose, wrapped, root: root.id }, lead);
    await audit.record(tx, { actor: OPERATOR, action: `${purpose}-key.make`, subject: id, detail: { lead } });
    return true;
  });
}
