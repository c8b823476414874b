import type { LicenceStatus, Words } from '@open122/contracts';

import { type Rule, rule } from '../rule';

/** Rules §1.1: a licence is handled by the person who bound it as his own. */
export const ownLicenceBound = rule(
  ['licence'],
  {
    code: 'licence.not-bound',
    basis: '规则手册第1.1节：绑定 / rules §1.1: bindings',
    text: { zh: '该驾驶证未绑定到您的账户。', en: 'This driving licence is not bound to your account.' },
    cures: [{ zh: '请先绑定本人驾驶证。', en: 'Bind your own driving licence first.' }],
  },
  ({ licence }) => licence.bound,
);

const REGULATION = '《机动车驾驶证申领和使用规定》（公安部令第162号） / Order 162 (2022), driving licences';

const without = (letter: LicenceStatus, code: string, text: Words, ...cures: Words[]): Rule<'licence'> =>
  rule(
    ['licence'],
    { code, basis: REGULATION, text, cures },
    ({ licence }) => !licence.status.includes(letter),
  );

const afterMeasure: Words = {
  zh: '请先到作出决定的机关处理，措施解除后再申请。',
  en: 'Settle the case with the authority that decided it, and apply once the measure is lifted.',
};
const firstLicence: Words = {
  zh: '请按初次申领重新申请驾驶证。',
  en: 'Apply for a first driving licence anew.',
};

export const notSeized = without(
  'K',
  'licence.seized',
  { zh: '驾驶证处于扣押状态。', en: 'The driving licence is seized.' },
  afterMeasure,
);
export const notWithheld = without(
  'U',
  'licence.withheld',
  { zh: '驾驶证处于扣留状态。', en: 'The driving licence is withheld.' },
  afterMeasure,
);
export const notSuspended = without(
  'D',
  'licence.suspended',
  { zh: '驾驶证处于暂扣状态。', en: 'The driving licence is suspended.' },
  {
    zh: '请在暂扣期满、领回驾驶证后再申请。',
    en: 'Apply after the suspension has ended and the licence is returned.',
  },
);
export const notWithdrawn = without(
  'E',
  'licence.withdrawn',
  { zh: '驾驶证已被撤销。', en: 'The driving licence was withdrawn.' },
  firstLicence,
);
export const notRevoked = without(
  'F',
  'licence.revoked',
  { zh: '驾驶证已被吊销。', en: 'The driving licence was revoked.' },
  firstLicence,
);
export const notCancelled = without(
  'G',
  'licence.cancelled',
  { zh: '驾驶证已被注销。', en: 'The driving licence was cancelled.' },
  firstLicence,
);
export const notCancelledRestorable = without(
  'R',
  'licence.cancelled-restorable',
  { zh: '驾驶证已被注销，可恢复。', en: 'The driving licence was cancelled and can be restored.' },
  {
    zh: '请先到车管所申请恢复驾驶资格。',
    en: 'Have the right to drive restored at the vehicle office first.',
  },
);
export const notStopped = without(
  'J',
  'licence.stopped',
  { zh: '驾驶证已停止使用。', en: 'The use of the driving licence was stopped.' },
  {
    zh: '请先参加学习并通过考试，恢复使用后再申请。',
    en: 'Take the course and pass its examination; apply once the licence may be used again.',
  },
);
export const notOverdue = without(
  'M',
  'licence.renewal-overdue',
  { zh: '驾驶证逾期未换证。', en: 'The renewal of the driving licence is overdue.' },
  { zh: '请改为申请期满换领驾驶证。', en: 'Apply for the expiry renewal of the driving licence instead.' },
);
