import type { Business } from '../business';
import { licenceFee } from '../fees';
import { opening } from '../opening';
import * as licence from '../rules/licence-status';
import { notListed } from '../rules/not-listed';

/** 遗失补领驾驶证. Letters not named here are no obstacle (rules §2). */
export const replaceLostLicence = {
  id: 'D1',
  name: { zh: '遗失补领驾驶证', en: 'Replacement of a lost driving licence' },
  owner: 'licence',
  level: 'window',
  delivery: ['post', 'pickup'],
  roams: true,
  opens: opening.first,
  rules: [
    notListed,
    licence.ownLicenceBound,
    licence.notSeized,
    licence.notWithheld,
    licence.notSuspended,
    licence.notWithdrawn,
    licence.notRevoked,
    licence.notCancelled,
    licence.notCancelledRestorable,
    licence.notStopped,
    licence.notOverdue,
  ],
  returns: [],
  fee: licenceFee,
  effect: 'replace-licence',
  document: 'driving-licence',
} as const satisfies Business;
