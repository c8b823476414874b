import { HttpException } from '@nestjs/common';
import { instant } from '@open122/contracts';

import { refusal } from '../refusal/refusal';
import { languageOf } from './language';
import { problemOf } from './problem';
import { toRefusal } from './to-refusal';

const listed = refusal(
  'application.refused',
  422,
  '{name}暂不能办理。',
  '{name} cannot be applied for now.',
)({
  name: 'D1',
}).with({
  reasons: [
    {
      code: 'person.listed',
      text: { zh: '在黑名单中', en: 'listed' },
      basis: 'rules §4',
      cures: [
        { zh: '到期', en: 'wait' },
        { zh: '窗口', en: 'a window' },
      ],
      until: instant('2026-07-01T00:00:00Z'),
    },
  ],
});
const about = { instance: '/v1/x', traceId: 'f'.repeat(32) };

describe('a problem document', () => {
  it('is Chinese unless the caller prefers English', () => {
    const cases: [string | undefined, string][] = [
      [undefined, 'zh-CN'],
      ['', 'zh-CN'],
      ['*', 'zh-CN'],
      ['fr', 'zh-CN'],
      ['zh', 'zh-CN'],
      ['en', 'en'],
      ['en-US,en;q=0.9', 'en'],
      ['fr, en;q=0.5', 'en'],
      ['en;q=0.3, zh-CN;q=0.8', 'zh-CN'],
      ['en;q=0', 'zh-CN'],
      ['!!! ;;; q=', 'zh-CN'],
    ];
    for (const [header, expected] of cases) expect([header, languageOf(header)]).toEqual([header, expected]);
  });

  it('says code, reasons, cures and the end, in +08:00, in one language', () => {
    expect(problemOf(listed, { ...about, language: 'en' })).toEqual({
      type: 'urn:open122:problem:application.refused',
      title: 'Not accepted',
      status: 422,
      detail: 'D1 cannot be applied for now.',
      code: 'application.refused',
      instance: '/v1/x',
      traceId: 'f'.repeat(32),
      reasons: [
        {
          code: 'person.listed',
          text: 'listed',
          basis: 'rules §4',
          cures: ['wait', 'a window'],
          until: '2026-07-01T08:00:00.000+08:00',
        },
      ],
    });
    const chinese = problemOf(listed, { ...about, language: 'zh-CN' });
    expect([chinese.detail, chinese.reasons?.[0]?.cures]).toEqual(['D1暂不能办理。', ['到期', '窗口']]);
  });
});

describe('what was thrown', () => {
  const code = (error: unknown) => toRefusal(error)?.code ?? null;
  const sql = (state: string) => Object.assign(new Error('x'), { code: state });

  it('is told by a stable code when the caller, the data or the infrastructure is the cause', () => {
    expect(code(listed)).toBe('application.refused');
    expect(code(new HttpException('x', 400))).toBe('request.malformed');
    expect(code(new HttpException('x', 404))).toBe('request.unknown-route');
    expect(code(new HttpException('x', 413))).toBe('request.too-large');
    expect(code(new HttpException('x', 415))).toBe('request.unsupported-media-type');
    expect(code(new HttpException('x', 414))).toBe('request.bad-target');
    expect(code(sql('23505'))).toBe('conflict');
    expect(code(sql('22021'))).toBe('request.invalid');
    for (const state of ['08006', '40001', '40P01', '53300', '57P01', '25P03'])
      expect(code(sql(state))).toBe('unavailable');
    expect(toRefusal(sql('57P01'))).toMatchObject({ status: 503, retryAfterSeconds: 2 });
  });

  it('is an error of ours otherwise', () => {
    for (const error of [new Error('x'), sql('42601'), new HttpException('x', 500), 'text', undefined]) {
      expect(toRefusal(error)).toBeNull();
    }
  });
});
