import { refusal, type Refusal } from '@open122/http';
import { CannotReplay, type WhyNot } from '@open122/messaging';

import { MASK } from './mask/mask-payload';

export const refuse = {
  kindMissing: refusal(
    'dead-letter.kind-missing',
    422,
    '请指明处理者、主题、类型、原因中的至少一项，或以 all: true 表示全部。',
    'Name at least a handler, topic, type or cause, or all: true for all of them.',
  ),
} as const;

const notDealtWith: Readonly<Record<WhyNot, ReturnType<typeof refusal>>> = {
  unknown: refusal('dead-letter.not-found', 404, '没有这封死信。', 'There is no such dead letter.'),
  'in-progress': refusal(
    'dead-letter.in-progress',
    409,
    '这封死信正在被处理，请稍后再试。',
    'Somebody is dealing with this dead letter; try again shortly.',
  ),
  replayed: refusal(
    'dead-letter.already-replayed',
    409,
    '这封死信已重放，不会重复生效。',
    'This dead letter has been replayed; it has no second effect.',
  ),
  discarded: refusal(
    'dead-letter.discarded',
    409,
    '这封死信已作废，不能重放。',
    'This dead letter was discarded and cannot be replayed.',
  ),
  'still-invalid': refusal(
    'dead-letter.still-invalid',
    422,
    '该消息仍然无效（{detail}）：须先升级服务，或将其作废。',
    'The message is invalid still ({detail}): upgrade the service first, or discard it.',
  ),
  'handler-gone': refusal(
    'dead-letter.handler-gone',
    422,
    '本服务已没有处理该消息的程序，请将其作废。',
    'Nothing in this service handles the message any more; discard it.',
  ),
  rebuild: refusal(
    'dead-letter.rebuild',
    422,
    '无法判断该事实是否已过时（{detail}）：请用 npm run rebuild 重建本地副本，再将其作废。',
    'Nobody can tell whether this fact is out of date ({detail}): rebuild the copy with npm run rebuild, then discard it.',
  ),
};

/** A letter that was not dealt with, as a refusal; any other error as it is. */
export function refusalOf(error: unknown): unknown {
  if (!(error instanceof CannotReplay)) return error;
  const { why, detail } = error;
  // causes and reasons are words of ours
  const refused: Refusal = notDealtWith[why]({ detail: /^[a-z. -]*$/.test(detail) ? detail : MASK });
  return why === 'in-progress' ? refused.with({ retryAfterSeconds: 1 }) : refused;
}
