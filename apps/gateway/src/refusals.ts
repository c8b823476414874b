import { refusal } from '@open122/http';

/** What the gateway itself refuses; everything else is answered by the services behind it. */
export const refuse = {
  unknownBusiness: refusal('business.unknown', 404, '没有此项业务。', 'There is no such business.'),
  unknownService: refusal('service.unknown', 404, '没有这个服务。', 'There is no such service.'),
  unknownSerial: refusal('application.not-found', 404, '未找到该申请。', 'There is no such application.'),
  away: refusal(
    'unavailable',
    503,
    '服务暂时不可用，请稍后用同样的请求重试。',
    'The service is unavailable for the moment; repeat the same request later.',
  ),
  late: refusal(
    'timed-out',
    504,
    '处理超时，请稍后用同样的请求重试。',
    'This took too long; repeat the same request later.',
  ),
  tokenInvalid: refusal(
    'session.token-invalid',
    401,
    '登录凭据无效，请重新登录。',
    'The access token is not valid; sign in again.',
  ),
  sessionEnded: refusal(
    'session.ended',
    401,
    '该登录已结束，请重新登录。',
    'The session has ended; sign in again.',
  ),
  tokenExpired: refusal(
    'session.token-expired',
    401,
    '登录已过期，请刷新登录。',
    'The access token has expired; refresh the session.',
  ),
  stepUpInvalid: refusal(
    'step-up.invalid',
    403,
    '短信确认凭据无效，请重新确认。',
    'The SMS confirmation is not valid; confirm again.',
  ),
  tooMany: refusal(
    'limit.exceeded',
    429,
    '请求过于频繁，请稍后再试。',
    'Too many requests; try again later.',
  ),
  overloaded: refusal(
    'overloaded',
    503,
    '系统繁忙，请稍后用同样的请求重试。',
    'Too much is under way at present; send the same request again in a moment.',
  ),
  tooManySignIns: refusal(
    'limit.sign-in',
    429,
    '登录尝试过于频繁，请稍后再试。',
    'Too many attempts to sign in; try again later.',
  ),
  callbackUnsigned: refusal(
    'courier.unsigned',
    401,
    '回调缺少签名，或签名未覆盖规定的内容。',
    'The callback is not signed, or its signature does not cover what it must.',
  ),
  callbackSignature: refusal(
    'courier.signature',
    401,
    '回调签名无效。',
    'The signature of the callback is not valid.',
  ),
  callbackDigest: refusal(
    'courier.digest',
    401,
    '回调内容与 Content-Digest 不符。',
    'The body of the callback does not match its Content-Digest.',
  ),
  callbackStale: refusal(
    'courier.stale',
    401,
    '回调签名时间超出允许范围。',
    'The signature of the callback is too old, or from the future.',
  ),
  callbackReplayed: refusal(
    'courier.replayed',
    401,
    '该回调已收到过；重发须重新签名。',
    'This very callback was received before; sign each repetition anew.',
  ),
  clockBackwards: refusal('clock.backwards', 422, '测试时钟只能前进。', 'The test clock only moves forward.'),
  clockTooFar: refusal(
    'clock.too-far',
    422,
    '测试时钟最远到 2200 年。',
    'The test clock ends with the year 2200.',
  ),
  clockUnclear: refusal(
    'clock.unclear',
    422,
    '请给出 advance（ISO 8601 时长）或 to（RFC 3339 时刻）中的一个。',
    'Give either advance (an ISO 8601 duration) or to (an RFC 3339 time).',
  ),
  clockNotFollowed: refusal(
    'clock.not-followed',
    504,
    '时钟已拨动，但各服务尚未处理完毕：{who}。',
    'The clock has moved, but not every service has caught up yet: {who}.',
  ),
} as const;
