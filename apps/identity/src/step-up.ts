import { businessOf } from '@open122/catalogue';
import { addMinutes, type Instant, type PhoneRef, type Words } from '@open122/contracts';

import { SMS_CODE } from './sms-code';

/** Minutes of platform time a confirmation may be used (rules §2.1). */
const STEP_UP_MINUTES = 5;

/** One thing a person confirms by SMS: a purpose and the digest of the body it will be sent with. */
export interface StepUpRequest {
  /** Also the jti of the token: however often it is confirmed, it can be spent once. */
  id: string;
  account: string;
  phoneRef: PhoneRef;
  purpose: string;
  /** SHA-256 of the raw body, base64url. */
  bodyDigest: string;
  requestedAt: Instant;
  /** Null until confirmed. */
  expiresAt: Instant | null;
}

/** The first confirmation fixes the end; the same code again gives the same token. */
export const confirmStepUp = (
  request: StepUpRequest,
  now: Instant,
): StepUpRequest & { expiresAt: Instant } => ({
  ...request,
  expiresAt: request.expiresAt ?? addMinutes(now, STEP_UP_MINUTES),
});

const APPLY = 'apply:';
/** What a person confirms of his own account. */
const OWN: Readonly<Record<string, Words>> = {
  'export-data': { zh: '导出本人数据', en: 'the export of your data' },
  'close-account': { zh: '注销账户', en: 'the closing of your account' },
  'change-mobile': { zh: '更换登录手机号', en: 'a new mobile to sign in with' },
};

/** The purpose in words, for the SMS: the person must see what he confirms. Null when nothing is confirmed for it. */
export function purposeWords(purpose: string): Words | null {
  const own = OWN[purpose];
  if (own !== undefined) return own;
  if (!purpose.startsWith(APPLY)) return null;
  const business = businessOf(purpose.slice(APPLY.length));
  if (business === undefined) return null;
  return { zh: `申请办理“${business.name.zh}”`, en: `the application “${business.name.en}”` };
}

const USE = /^use-vehicle:([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})$/;

/** The use of a vehicle that a purpose asks the owner's consent for (rules §1.1); null for other purposes. */
export const useOf = (purpose: string): string | null => USE.exec(purpose)?.[1] ?? null;

/** What the owner reads: he gives the code away if he consents, unlike any other. */
export const consentText =
  (plate: string) =>
  (code: string): string =>
    `有人申请绑定您的机动车${plate}。同意的，请在${SMS_CODE.minutes}分钟内将验证码${code}告知申请人；不同意的，请勿告知任何人。`;
