import { refusal } from '@open122/http';

/** What fulfilment says no to. */
export const refuse = {
  notFound: refusal('handover.not-found', 404, '没有这项交付。', 'There is no such handover.'),
  wrongState: refusal(
    'handover.wrong-state',
    409,
    '该交付的当前状态（{state}）不允许此操作。',
    'This cannot be done to a handover in the state {state}.',
  ),
  notDispatched: refusal(
    'handover.not-dispatched',
    409,
    '该邮件尚未登记寄出，请稍后重试。',
    'The parcel is not registered as dispatched yet; try again shortly.',
  ),
  pickupOver: refusal(
    'handover.pickup-over',
    409,
    '领取期限已过。',
    'The time in which it could be fetched is over.',
  ),
  otherPerson: refusal(
    'handover.other-person',
    403,
    '出示的证件与申请人不符，不得交付。',
    'The document shown is not the applicant’s: it must not be handed over.',
  ),
  returnsMissing: refusal(
    'handover.returns-missing',
    422,
    '须先收回旧证件或牌证。',
    'What the applicant has to give back must be taken in first.',
  ),
  ownCase: refusal(
    'staff.own-case',
    403,
    '工作人员不得办理本人业务。',
    'A member of staff cannot act on his own case.',
  ),
  contradictedVisit: refusal(
    'visit.contradicted',
    409,
    '该次投递已有不同的记录。',
    'This visit was reported otherwise before.',
  ),
  visitAhead: refusal(
    'visit.in-the-future',
    422,
    '投递时间晚于当前时间。',
    'The visit’s time has not come yet.',
  ),
} as const;
