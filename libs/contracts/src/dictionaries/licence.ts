import type { Words } from '../province';

/** Licence classes (rules §11). */
export const LICENCE_CLASSES = [
  'A1',
  'A2',
  'A3',
  'B1',
  'B2',
  'C1',
  'C2',
  'C3',
  'C4',
  'C5',
  'C6',
  'D',
  'E',
  'F',
  'M',
  'N',
  'P',
] as const;
export type LicenceClass = (typeof LICENCE_CLASSES)[number];
/** C6 exists from this day on. */
export const C6_SINCE = '2022-04-01';

/** Licence status letters in words; a licence carries a set of them (rules §11). */
export const licenceStatusWords = {
  A: { zh: '正常', en: 'normal' },
  B: { zh: '超分', en: 'over points' },
  C: { zh: '转出', en: 'moved out' },
  D: { zh: '暂扣', en: 'suspended' },
  E: { zh: '撤销', en: 'withdrawn' },
  F: { zh: '吊销', en: 'revoked' },
  G: { zh: '注销', en: 'cancelled' },
  H: { zh: '违法未处理', en: 'violation open' },
  I: { zh: '事故未处理', en: 'accident open' },
  J: { zh: '停止使用', en: 'stopped' },
  K: { zh: '扣押', en: 'seized' },
  L: { zh: '锁定', en: 'locked' },
  M: { zh: '逾期未换证', en: 'renewal overdue' },
  N: { zh: '延期换证', en: 'renewal deferred' },
  P: { zh: '延期体检', en: 'medical deferred' },
  R: { zh: '注销可恢复', en: 'cancelled, restorable' },
  S: { zh: '逾期未审验', en: 'review overdue' },
  T: { zh: '延期审验', en: 'review deferred' },
  U: { zh: '扣留', en: 'withheld' },
} as const satisfies Record<string, Words>;
export type LicenceStatus = keyof typeof licenceStatusWords;
export const LICENCE_STATUS = Object.keys(licenceStatusWords) as LicenceStatus[];
