import { inShanghai } from '@open122/contracts';

import type { FieldError, Reason, Refusal, Words } from '../refusal/refusal';
import type { Language } from './language';

/** An RFC 9457 problem as it goes over the wire, in one language. */
export interface Problem {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly detail: string;
  readonly code: string;
  readonly instance: string;
  readonly traceId: string;
  readonly reasons?: readonly {
    readonly code: string;
    readonly text: string;
    readonly basis: string;
    readonly cures: readonly string[];
    readonly until?: string;
  }[];
  readonly errors?: readonly { readonly pointer: string; readonly code: string; readonly detail: string }[];
}

/** A title belongs to the kind of answer, not to the occurrence (RFC 9457 §3.1.3). */
const TITLES: Readonly<Record<number, Words>> = {
  400: { zh: '请求有误', en: 'Bad request' },
  401: { zh: '未登录', en: 'Not signed in' },
  403: { zh: '无权办理', en: 'Not allowed' },
  404: { zh: '未找到', en: 'Not found' },
  408: { zh: '请求超时', en: 'Request timed out' },
  409: { zh: '存在冲突', en: 'Conflict' },
  413: { zh: '内容过大', en: 'Too large' },
  415: { zh: '内容类型不支持', en: 'Unsupported media type' },
  422: { zh: '不予受理', en: 'Not accepted' },
  429: { zh: '请求过于频繁', en: 'Too many requests' },
  431: { zh: '请求头过大', en: 'Headers too large' },
  500: { zh: '内部错误', en: 'Internal error' },
  503: { zh: '服务暂不可用', en: 'Unavailable' },
  504: { zh: '处理超时', en: 'Timed out' },
};
const OTHER: Words = { zh: '请求未能完成', en: 'Not done' };

const said = (words: Words, language: Language): string => (language === 'en' ? words.en : words.zh);

const reasonIn = (language: Language) => (reason: Reason) => ({
  code: reason.code,
  text: said(reason.text, language),
  basis: reason.basis,
  cures: reason.cures.map((cure) => said(cure, language)),
  ...(reason.until !== undefined && { until: inShanghai(reason.until) }),
});

const errorIn = (language: Language) => (error: FieldError) => ({
  pointer: error.pointer,
  code: error.code,
  detail: said(error.words, language),
});

/** A list of reasons in one language, times in +08:00: also the shape of a pre-check's answer. */
export const reasonsIn = (reasons: readonly Reason[], language: Language) => reasons.map(reasonIn(language));

/** A refusal as a problem document. `instance` is the path that was asked for, without its query. */
export function problemOf(
  refusal: Refusal,
  about: { language: Language; instance: string; traceId: string },
): Problem {
  const { language, instance, traceId } = about;
  return {
    type: `urn:open122:problem:${refusal.code}`,
    title: said(TITLES[refusal.status] ?? OTHER, language),
    status: refusal.status,
    detail: said(refusal.words, language),
    code: refusal.code,
    instance,
    traceId,
    ...(refusal.reasons && { reasons: reasonsIn(refusal.reasons, language) }),
    ...(refusal.errors && { errors: refusal.errors.map(errorIn(language)) }),
  };
}
