import { refusal } from '@open122/http';

/** What the licence service may answer. */
export const refuse = {
  /** One answer for a licence that is not on record and for another's: nobody learns which. */
  notFound: refusal(
    'licence.not-found',
    404,
    '没有找到您名下的该驾驶证。',
    'No driving licence of yours was found.',
  ),
  consentNotFound: refusal(
    'licence-consent.not-found',
    404,
    '没有该申请。',
    'There is no such request to you.',
  ),
  consentNotPossible: refusal(
    'licence-consent.not-possible',
    409,
    '当前状态不能进行此操作。',
    'This cannot be done with the consent as it stands.',
  ),
} as const;
