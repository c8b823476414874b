import { refusal } from '@open122/http';

/** What blacklist says no to. */
export const refuse = {
  notListed: refusal('standing.not-listed', 409, '目前未被限制网上办理。', 'There is no listing at present.'),
  appealed: refusal(
    'review.appealed',
    409,
    '本次限制已提出过申诉。',
    'One appeal has been made against this listing; there is no second.',
  ),
  reviewState: refusal(
    'review.not-possible',
    409,
    '当前状态不能进行此操作。',
    'This cannot be done with the review as it stands.',
  ),
  reviewSecond: refusal(
    'review.same-operator',
    403,
    '须由另一名工作人员复核。',
    'Another operator than the one who proposed it confirms a lifting.',
  ),
  reviewChanged: refusal(
    'review.changed',
    409,
    '提出解除后又有新的限制原因，请重新提出。',
    'The listing has another cause since its lifting was proposed: propose it anew.',
  ),
  ownListing: refusal('review.own', 403, '不能处理本人的限制。', 'Nobody decides on his own listing.'),
  notFound: refusal('standing.not-found', 404, '没有这个人员标识。', 'There is no such person reference.'),
} as const;
