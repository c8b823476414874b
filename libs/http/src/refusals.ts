import { refusal } from './refusal/refusal';

/** What every service may answer, whatever it is asked for. */
export const refuse = {
  malformed: refusal(
    'request.malformed',
    400,
    '请求内容不是有效的 JSON。',
    'The body of the request is not valid JSON.',
  ),
  badTarget: refusal('request.bad-target', 400, '请求地址无效。', 'The address of the request is not valid.'),
  invalid: refusal(
    'request.invalid',
    422,
    '请求内容有误，请按各字段的提示修改。',
    'Fields of the request are wrong; see errors.',
  ),
  invalidCursor: refusal(
    'request.invalid-cursor',
    400,
    '分页游标无效，请从第一页重新查询。',
    'The cursor is not valid; start again with the first page.',
  ),
  tooLarge: refusal('request.too-large', 413, '请求内容过大。', 'The body of the request is too large.'),
  unsupportedMediaType: refusal(
    'request.unsupported-media-type',
    415,
    '不支持该内容类型，请使用 application/json。',
    'This content type is not supported; send application/json.',
  ),
  unknownRoute: refusal('request.unknown-route', 404, '没有这个地址。', 'There is no such address.'),
  conflict: refusal(
    'conflict',
    409,
    '与已有数据冲突，请刷新后再试。',
    'This conflicts with what is already on record; reload and try again.',
  ),
  unavailable: refusal(
    'unavailable',
    503,
    '服务暂时不可用，请稍后用同样的请求重试。',
    'The service is unavailable for the moment; repeat the same request later.',
  ),
  internal: refusal(
    'internal',
    500,
    '系统内部错误，请提供跟踪号联系管理员。',
    'An error of ours; please report it with its trace id.',
  ),
  principalMissing: refusal('principal.missing', 401, '请先登录。', 'Sign in first.'),
  principalInvalid: refusal(
    'principal.invalid',
    401,
    '身份凭据无效或已过期，请重新登录。',
    'The credentials are not valid or have expired; sign in again.',
  ),
  principalNotAllowed: refusal('principal.not-allowed', 403, '您无权办理此操作。', 'You may not do this.'),
  levelTooLow: refusal(
    'principal.level-too-low',
    403,
    '此操作须先到服务窗口办理实名注册。',
    'This needs a registration at a window first.',
  ),
  keyMissing: refusal(
    'idempotency.key-missing',
    400,
    '缺少 Idempotency-Key 请求头。',
    'The header Idempotency-Key is missing.',
  ),
  keyInvalid: refusal(
    'idempotency.key-invalid',
    400,
    'Idempotency-Key 须为 1 至 128 个可见 ASCII 字符。',
    'Idempotency-Key must be 1 to 128 visible ASCII characters.',
  ),
  inFlight: refusal(
    'idempotency.in-flight',
    409,
    '同一请求正在处理，请稍后重试。',
    'The same request is being processed; try again shortly.',
  ),
  otherBody: refusal(
    'idempotency.other-body',
    422,
    '同一 Idempotency-Key 已用于不同的请求内容。',
    'This Idempotency-Key was used with another body.',
  ),
  stepUpMissing: refusal(
    'step-up.missing',
    403,
    '此操作须先通过短信验证码确认。',
    'Confirm this with an SMS code first.',
  ),
  stepUpExpired: refusal(
    'step-up.expired',
    403,
    '短信确认已过期，请重新确认。',
    'The SMS confirmation has expired; confirm again.',
  ),
  stepUpOtherBody: refusal(
    'step-up.other-body',
    403,
    '短信确认针对的是不同的请求内容。',
    'The SMS confirmation was given for another body.',
  ),
  stepUpOtherPurpose: refusal(
    'step-up.other-purpose',
    403,
    '短信确认针对的是其他业务。',
    'The SMS confirmation was given for another purpose.',
  ),
  stepUpUsed: refusal(
    'step-up.used',
    403,
    '该短信确认已使用，请重新确认。',
    'The SMS confirmation was used already; confirm again.',
  ),
} as const;
