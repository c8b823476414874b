import type { Reason } from '@open122/catalogue';
import { Refusal, refusal } from '@open122/http';

/** What casework may answer. */
export const refuse = {
  unknownBusiness: refusal('business.unknown', 404, '没有该业务。', 'There is no such business.'),
  notFound: refusal('application.not-found', 404, '没有该申请。', 'There is no such application.'),
  undeclared: refusal(
    'application.undeclared',
    422,
    '请先阅读须知并作出声明。',
    'Read the notice and declare first.',
  ),
  deliveryNotOffered: refusal(
    'delivery.not-offered',
    422,
    '该业务不提供此领取方式。',
    'This business does not offer this way of delivery.',
  ),
  unknownOffice: refusal('delivery.unknown-office', 422, '没有该领取点。', 'There is no such pickup office.'),
  undoWindowOpen: refusal(
    'application.undo-window-open',
    409,
    '申请人在 {until} 前仍可撤销，之后才能审核。',
    'The applicant may still undo it; it can be decided from {until} on.',
  ),
  undoWindowClosed: refusal(
    'application.undo-window-closed',
    409,
    '撤销期已于 {until} 结束，申请不能再撤销。',
    'The undo window ended at {until}; the application cannot be undone any more.',
  ),
  wrongState: refusal(
    'application.wrong-state',
    409,
    '申请当前状态为“{zh}”，不能进行此操作。',
    'The application is in state “{en}”； this is not possible now.',
  ),
  ownApplication: refusal(
    'application.own',
    403,
    '不能审核本人的申请。',
    'Nobody decides his own application.',
  ),
} as const;

/**
 * The rules say no: every reason at once (rules §2). With a single reason the code is that reason's, so that
 * `business.not-open-yet` and `person.listed` can be told by the code alone.
 */
export function rulesUnmet(reasons: readonly Reason[]): Refusal {
  const [only, ...more] = reasons;
  const one = only !== undefined && more.length === 0;
  return new Refusal(
    one ? only.code : 'application.rules-unmet',
    422,
    one
      ? only.text
      : { zh: '目前不能办理，原因见列表。', en: 'This is not possible now; see the reasons for why.' },
    { reasons },
  );
}

/** A change of owner in the registry takes effect on the next decision (rules §9a), whatever a business asks besides. */
export const recordPassedOn: Reason = {
  code: 'application.record-passed-on',
  text: { zh: '该证件或车辆已不在申请人名下。', en: "The record is no longer in the applicant's name." },
  basis: '规则手册第9a节：登记变更 / rules §9a: changes in the registry',
  cures: [{ zh: '如有疑问请到车管所窗口核对。', en: 'In doubt, have the record checked at a window.' }],
};
