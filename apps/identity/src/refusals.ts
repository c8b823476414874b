import type { Province } from '@open122/contracts';
import { type Refusal, refusal, refuseRequest } from '@open122/http';

type Windows = Province['windows'];

/** Where a person goes with his document: every window for individuals, county by county. */
const atWindow = (windows: Windows) =>
  [...windows]
    .filter(({ kind }) => kind === 'individual')
    .sort((a, b) => a.area.localeCompare(b.area))
    .map(({ name }) => name);

const notOnFile = refusal(
  'registration.not-on-file',
  422,
  '填写的信息与机动车或驾驶证登记信息不一致，不能网上注册，请持本人身份证件到窗口办理。',
  'What was entered is not what is on file with a licence or a vehicle; go to a window with your document.',
);
const mobileInUse = refusal(
  'account.mobile-in-use',
  409,
  '该手机号已用于其他账户，请持本人身份证件到窗口办理。',
  'The mobile is the login of another account; go to a window with your document.',
);
const ownerWithoutMobile = refusal(
  'consent.no-mobile',
  409,
  '车主没有预留手机号，请车主持本人身份证件到窗口登记。',
  'No mobile of the owner is on file; let him have it recorded at a window with his document.',
);
/** The same refusal with the windows that can do it. */
const sent = (refused: Refusal, basis: string, windows: Windows): Refusal =>
  refused.with({
    reasons: [{ code: refused.code, text: refused.words, basis, cures: atWindow(windows) }],
  });

/** What identity refuses. Texts never say whether a person, a mobile or a user name is known. */
export const refuse = {
  busy: refusal(
    'service.busy',
    503,
    '系统繁忙，请稍后再试。',
    'Too many sign-ins at once; try again shortly.',
  ),

  signIn: refusal(
    'session.refused',
    401,
    '登录信息有误。',
    'The sign-in was refused: something of what was entered is wrong.',
  ),
  codeNeeded: refusal(
    'session.code-needed',
    422,
    '密码少于 15 位，或该号码近期多次登录失败：登录须同时填写短信验证码。',
    'The sign-in needs an SMS code: the password has fewer than 15 characters, or too many sign-ins failed of late.',
  ),
  locked: refusal(
    'session.locked',
    429,
    '失败次数过多，请稍后再试。',
    'Too many failed attempts; try again later.',
  ),
  sessionUnknown: refusal('session.not-found', 404, '没有该登录。', 'There is no such session.'),
  refresh: refusal('session.over', 401, '登录已失效，请重新登录。', 'The session is over; sign in again.'),

  codeTooSoon: refusal(
    'sms-code.too-soon',
    429,
    '验证码已发送，请稍后再获取。',
    'A code was sent a moment ago; ask again later.',
  ),
  codeTooMany: refusal(
    'sms-code.too-many',
    429,
    '今日验证码获取次数已达上限。',
    'No more codes today for this mobile.',
  ),
  code: refusal('sms-code.refused', 422, '验证码错误或已失效。', 'The code is wrong or no longer valid.'),

  passwordWrong: refusal('password.wrong', 422, '当前密码有误。', 'The present password is wrong.'),
  passwordSame: refusal(
    'password.same',
    422,
    '新密码不得与当前密码相同。',
    'The new password is the present one.',
  ),
  passwordShort: refusal(
    'password.too-short',
    422,
    '密码至少 8 位。',
    'A password has at least 8 characters.',
  ),
  passwordLong: refusal(
    'password.too-long',
    422,
    '密码最多 128 位。',
    'A password has at most 128 characters.',
  ),
  passwordCommon: refusal(
    'password.common',
    422,
    '该密码过于常见，请更换。',
    'This password is among the most common ones; choose another.',
  ),

  ofOneself: refusal(
    'registration.of-oneself',
    403,
    '工作人员不得为本人办理。',
    'A clerk cannot act on himself.',
  ),
  /** The same for a document that nobody knows, another mobile on file, and another name (rules §1). */
  notOnFile: (windows: Windows): Refusal => sent(notOnFile(), 'article: registration', windows),
  mobileInUse: (windows: Windows): Refusal => sent(mobileInUse(), 'article: registration', windows),
  triedTooOften: refusal(
    'registration.too-many-tries',
    429,
    '今日该证件的注册尝试次数已达上限。',
    'No more tries to register this document today.',
  ),
  registeredOnline: refusal(
    'account.registered',
    409,
    '该证件已经注册，请直接登录。',
    'This document is registered already: sign in.',
  ),
  registered: refusal(
    'account.exists',
    409,
    '该证件已在窗口注册。',
    'This document was registered at a window already.',
  ),
  mobileTaken: refusal(
    'account.mobile-taken',
    409,
    '该手机号正在用于另一项注册，请重试。',
    'The mobile is being registered for somebody else; try again.',
  ),
  noMobile: refusal(
    'account.no-mobile',
    409,
    '账户没有手机号，请到窗口办理。',
    'The account has no mobile any more; go to a window.',
  ),
  accountUnknown: refusal('account.not-found', 404, '没有该账户。', 'There is no such account.'),

  organisationCode: refusal(
    'organisation.code-invalid',
    422,
    '组织机构代码或统一社会信用代码不正确。',
    'The organisation code or unified social credit code is not valid.',
  ),
  organisationRegistered: refusal(
    'organisation.registered',
    409,
    '该单位已经注册。',
    'The organisation is registered already.',
  ),
  organisationUnknown: refusal(
    'organisation.not-found',
    404,
    '没有该单位。',
    'There is no such organisation.',
  ),
  mandatePeriod: refusal(
    'mandate.period',
    422,
    '授权期限的起止日期不正确。',
    'The mandate ends before it begins.',
  ),
  mandateOver: refusal('mandate.over', 422, '授权书已过期。', 'The letter of authorisation has expired.'),
  /** The same as every later request of his would hear. */
  mandateOfAgent: refuseRequest.mandateOver,
  agentThere: refusal(
    'agent.registered',
    409,
    '该经办人或手机号已登记为该单位经办人。',
    'The person, or the mobile, is an agent of the organisation already.',
  ),
  agentUnknown: refusal('agent.not-found', 404, '没有该经办人。', 'There is no such agent.'),

  grantOtherKind: refusal(
    'grant.other-kind',
    422,
    '该类单位不能申请此项委托业务。',
    'This delegation is not for organisations of this kind.',
  ),
  grantOpen: refusal(
    'grant.open',
    409,
    '该项委托业务已经申请或获准。',
    'This delegation is applied for or granted already.',
  ),
  grantUnknown: refusal('grant.not-found', 404, '没有该项申请。', 'There is no such grant.'),
  grantState: refusal(
    'grant.not-possible',
    409,
    '当前状态不能进行此操作。',
    'This cannot be done with the grant as it stands.',
  ),
  grantPeriod: refusal(
    'grant.period',
    422,
    '有效期的起止日期不正确。',
    'The period of the grant ends before it begins, or is over.',
  ),
  grantSecond: refusal(
    'grant.same-officer',
    403,
    '须由另一名工作人员复核。',
    'Another officer than the one who proposed it confirms a grant.',
  ),

  addressUnknown: refusal('address.not-found', 404, '没有该地址。', 'There is no such address.'),
  addressesFull: refusal(
    'address.too-many',
    409,
    '最多保存 {most} 个地址。',
    'At most {most} addresses are kept.',
  ),

  consentUnknown: refusal(
    'consent.not-found',
    404,
    '没有该绑定申请，或者申请已过期；刚提交的请稍后再试。',
    'There is no such request, or its time is over; try again shortly when it has just been made.',
  ),
  ownerWithoutMobile: (windows: Windows): Refusal =>
    sent(ownerWithoutMobile(), 'rules §1.1: vehicles not in own name', windows),
  stepUpUnknown: refusal('step-up.not-found', 404, '没有该确认请求。', 'There is no such confirmation.'),
  stepUpPurpose: refusal(
    'step-up.unknown-purpose',
    422,
    '没有该确认用途。',
    'Nothing is confirmed for this purpose.',
  ),

  personUnknown: refusal('person.not-found', 404, '没有该人员。', 'There is no such person.'),
  recordInvalid: refusal(
    'record.invalid',
    422,
    '第 {row} 条记录不正确：{field}。',
    'Record {row} is not valid: {field}.',
  ),

  usernameTaken: refusal('staff.username-taken', 409, '用户名已被使用。', 'The user name is taken.'),
  staffUnknown: refusal('staff.not-found', 404, '没有该工作人员。', 'There is no such member of staff.'),
  staffHimself: refusal('staff.oneself', 403, '不得停用本人账户。', 'Nobody ends his own account.'),
  staffPost: refusal(
    'staff.post-invalid',
    422,
    '岗位信息与角色不符：窗口人员须有窗口和证件，审核人员须有所属业务。',
    'The post does not fit the role: a clerk has a window and a document, an operator has an owner.',
  ),
} as const;

/** What stands in the way of closing an account, application by application (rules §1). */
export function openBusinesses(
  open: readonly { serial: string; business: string }[],
  businessOf: (id: string) => { name: { zh: string; en: string } } | undefined,
): Refusal {
  const reasons = open.map(({ serial, business }) => {
    const { zh, en } = businessOf(business)?.name ?? { zh: business, en: business };
    return {
      ...{ code: 'application.open', basis: 'rules §1: closing an account' },
      text: { zh: `“${zh}”申请（编号${serial}）尚未办结。`, en: `“${en}” (${serial}) is still open.` },
      cures: [{ zh: '办结或撤销后再注销。', en: 'Wait until it is closed, or undo it.' }],
    };
  });
  return accountBusy().with({ reasons });
}
const accountBusy = refusal(
  'account.open-businesses',
  409,
  '尚有未办结的业务，不能注销。',
  'Businesses are still open; the account cannot be closed.',
);
