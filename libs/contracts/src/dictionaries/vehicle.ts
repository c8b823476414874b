import type { Words } from '../province';

/** Plate types in words (rules §11). */
export const plateTypeWords = {
  '01': { zh: '大型汽车', en: 'large car' },
  '02': { zh: '小型汽车', en: 'small car' },
  '03': { zh: '使馆汽车', en: 'embassy' },
  '04': { zh: '领馆汽车', en: 'consulate' },
  '06': { zh: '外籍汽车', en: 'foreign' },
  '07': { zh: '普通摩托车', en: 'motorcycle' },
  '08': { zh: '轻便摩托车', en: 'light motorcycle' },
  '13': { zh: '低速车', en: 'low-speed' },
  '14': { zh: '拖拉机', en: 'tractor' },
  '15': { zh: '挂车', en: 'trailer' },
  '16': { zh: '教练汽车', en: 'training' },
  '22': { zh: '临时行驶车', en: 'temporary' },
  '23': { zh: '警用汽车', en: 'police' },
  '51': { zh: '大型新能源汽车', en: 'large new-energy' },
  '52': { zh: '小型新能源汽车', en: 'small new-energy' },
} as const satisfies Record<string, Words>;
export type PlateType = keyof typeof plateTypeWords;
export const PLATE_TYPES = Object.keys(plateTypeWords).sort() as PlateType[];

/** Vehicle types: one letter with a size, then one of detail (K33), or a family of its own (rules §11). */
export const VEHICLE_TYPE = /^(?:[KH][1-4]\d|M\d{2}|B\d{2}|N\d{2}|Q\d{2})$/;

/** Vehicle status letters in words; a vehicle carries a set of them (rules §11). */
export const vehicleStatusWords = {
  A: { zh: '正常', en: 'normal' },
  B: { zh: '转出', en: 'moved out' },
  C: { zh: '被盗抢', en: 'stolen' },
  D: { zh: '停驶', en: 'out of use' },
  E: { zh: '注销', en: 'deregistered' },
  G: { zh: '违法未处理', en: 'violation open' },
  H: { zh: '海关监管', en: 'customs' },
  I: { zh: '事故未处理', en: 'accident open' },
  K: { zh: '查封', en: 'sealed' },
  L: { zh: '扣留', en: 'withheld' },
  M: { zh: '达到强制注销', en: 'forced deregistration' },
  O: { zh: '锁定', en: 'locked' },
  P: { zh: '达到报废标准', en: 'scrapping standard reached' },
  Q: { zh: '逾期未检验', en: 'inspection overdue' },
} as const satisfies Record<string, Words>;
export type VehicleStatus = keyof typeof vehicleStatusWords;
export const VEHICLE_STATUS = Object.keys(vehicleStatusWords) as VehicleStatus[];
