import type { Business } from '../business';
import { vehiclePermitFee } from '../fees';
import { opening } from '../opening';
import { notListed } from '../rules/not-listed';
import { smallOnly } from '../rules/small-vehicle';
import { exactlyNormal, ownVehicleBound } from '../rules/vehicle-status';

/** 补领机动车行驶证 (rules §2). */
export const replaceLostVehiclePermit = {
  id: 'V1',
  name: { zh: '补领机动车行驶证', en: 'Replacement of a lost vehicle permit' },
  owner: 'vehicle',
  level: 'window',
  delivery: ['post', 'pickup'],
  roams: true,
  opens: opening.first,
  rules: [notListed, ownVehicleBound, smallOnly, ...exactlyNormal],
  returns: [],
  fee: vehiclePermitFee,
  effect: 'replace-vehicle-permit',
  document: 'vehicle-permit',
} as const satisfies Business;
