import { type Refusal, refusal } from '@open122/http';

import type { LiftingFault } from './lifting';

/** What blacklist says no to. */
export const refuse = {
  notFound: refusal('standing.not-found', 404, '没有这个人员标识。', 'There is no such person reference.'),
  notListed: refusal(
    'standing.not-listed',
    409,
    '目前没有生效的网上办理限制。',
    'There is no listing that is in force.',
  ),
  appealedAlready: refusal(
    'appeal.made-already',
    409,
    '对本次限制已提出过申诉，每次限制只能申诉一次。',
    'This listing has been appealed against already; that is possible once.',
  ),
  liftingNotFound: refusal('lifting.not-found', 404, '没有该项解除申请。', 'There is no such lifting.'),
  liftingOpen: refusal(
    'lifting.open',
    409,
    '本次限制的解除正在审核中。',
    'Whether this listing is lifted is being considered already.',
  ),
  liftingState: refusal(
    'lifting.not-possible',
    409,
    '当前状态不能进行此操作。',
    'This cannot be done with the lifting as it stands.',
  ),
  liftingSecond: refusal(
    'lifting.same-operator',
    403,
    '提出解除的人员不得自行确认或驳回，须由另一名工作人员办理。',
    'Another operator than the one who proposed it confirms or refuses a lifting.',
  ),
  listingChanged: refusal(
    'lifting.listing-changed',
    409,
    '提出解除后限制期限已变化，请重新提出。',
    'The listing has another end since the lifting was proposed; propose it anew.',
  ),
  ownCase: refusal(
    'staff.own-case',
    403,
    '工作人员不得办理本人业务。',
    'A member of staff cannot act on his own case.',
  ),
} as const;

const FAULTS: Readonly<Record<LiftingFault, () => Refusal>> = {
  'not-listed': refuse.notListed,
  appealed: refuse.appealedAlready,
  open: refuse.liftingOpen,
  state: refuse.liftingState,
  'same-operator': refuse.liftingSecond,
  'listing-changed': refuse.listingChanged,
};

/** Why something is not possible with a lifting. */
export const refuseLifting = (fault: LiftingFault): Refusal => FAULTS[fault]();
