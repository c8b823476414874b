import type { PlateType } from '@open122/contracts';

import { rule } from '../rule';

const SMALL_PLATES: readonly PlateType[] = ['02', '52'];

/** Small = plate type 02 or 52 and vehicle type K3x, K4x, H3x, H4x (rules §1.1 [D]). */
export const isSmall = (plateType: PlateType, vehicleType: string): boolean =>
  SMALL_PLATES.includes(plateType) && /^[KH][34]/.test(vehicleType);

/** Rules §1.1 [A]: applying is open to small vehicles alone; binding and querying are not limited. */
export const smallOnly = rule(
  ['vehicle'],
  {
    code: 'vehicle.not-small',
    basis: '规则手册第1.1节：仅限小型汽车 / rules §1.1: small vehicles only',
    text: { zh: '该业务仅对小型汽车开放。', en: 'This business is open to small vehicles only.' },
    cures: [{ zh: '请到车管所窗口办理。', en: 'Apply at a window of the vehicle office.' }],
  },
  ({ vehicle }) => isSmall(vehicle.plateType, vehicle.vehicleType),
);
