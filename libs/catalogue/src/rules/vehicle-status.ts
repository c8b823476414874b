import type { VehicleStatus, Words } from '@open122/contracts';

import { type Law, type Rule, rule } from '../rule';

/** Rules §1.1: own bound; a business is not open to who bound another's vehicle. */
export const ownVehicleBound = rule(
  ['vehicle'],
  {
    code: 'vehicle.not-bound',
    basis: '规则手册第1.1节：绑定 / rules §1.1: bindings',
    text: { zh: '该机动车未绑定到您的账户。', en: 'This vehicle is not bound to your account.' },
    cures: [{ zh: '请先绑定本人名下机动车。', en: 'Bind your own vehicle first.' }],
  },
  ({ vehicle }) => vehicle.bound,
);

const BASIS = '《机动车登记规定》（公安部令第164号） / Order 164 (2022), vehicle registration';
const law = (reason: string, zh: string, en: string, cure: Words): Law => ({
  code: `vehicle.${reason}`,
  basis: BASIS,
  text: { zh: `机动车状态：${zh}。`, en: `The vehicle is ${en}.` },
  cures: [cure],
});

const atDecider: Words = {
  zh: '请先到作出决定的机关处理，解除后再申请。',
  en: 'Settle the case with the authority that decided it, and apply once it is lifted.',
};
const gone: Words = {
  zh: '该车已不在本地登记或已注销，不能补领；如有疑问请到车管所窗口。',
  en: 'It is no longer on this register, so nothing can be replaced; in doubt, ask at a window.',
};

const LAWS: Record<Exclude<VehicleStatus, 'A'>, Law> = {
  B: law('moved-out', '转出', 'moved out', {
    zh: '请到转入地车管所申请。',
    en: 'Apply where the vehicle was moved to.',
  }),
  C: law('stolen', '被盗抢', 'reported stolen', {
    zh: '车辆发还后请到车管所解除被盗抢记录。',
    en: 'Once it is returned, have the report of theft lifted at the vehicle office.',
  }),
  D: law('out-of-use', '停驶', 'out of use', {
    zh: '请先办理复驶。',
    en: 'Have the vehicle put back into use first.',
  }),
  E: law('deregistered', '注销', 'deregistered', gone),
  G: law('violation-open', '违法未处理', 'under an open violation', {
    zh: '请先处理违法记录。',
    en: 'Handle the open violations first.',
  }),
  H: law('under-customs', '海关监管', 'under customs supervision', {
    zh: '请先由海关解除监管。',
    en: 'Have customs lift the supervision first.',
  }),
  I: law('accident-open', '事故未处理', 'in an open accident case', {
    zh: '请先处理交通事故。',
    en: 'Settle the accident case first.',
  }),
  K: law('sealed', '查封', 'sealed', atDecider),
  L: law('withheld', '扣留', 'withheld', atDecider),
  M: law('forced-deregistration', '达到强制注销', 'due for forced deregistration', gone),
  O: law('locked', '锁定', 'locked', atDecider),
  P: law('scrapping-due', '达到报废标准', 'due for scrapping', {
    zh: '请办理报废注销。',
    en: 'Have the vehicle scrapped and deregistered.',
  }),
  Q: law('inspection-overdue', '逾期未检验', 'overdue for inspection', {
    zh: '请先进行安全技术检验。',
    en: 'Have the vehicle inspected first.',
  }),
};

const noLetter: Law = law('not-normal', '未登记为正常', 'not on record as normal', {
  zh: '请到车管所窗口核对登记状态。',
  en: 'Have the record checked at a window of the vehicle office.',
});

/** Status exactly {A}: a reason for every other letter, and one for a record without any letter (rules §2). */
export const exactlyNormal: readonly Rule<'vehicle'>[] = [
  ...Object.entries(LAWS).map(([letter, broken]) =>
    rule(['vehicle'], broken, ({ vehicle }) => !vehicle.status.includes(letter as VehicleStatus)),
  ),
  rule(['vehicle'], noLetter, ({ vehicle }) => vehicle.status.length > 0),
];
