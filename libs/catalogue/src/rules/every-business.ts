import { dayOf, startOfDay } from '@open122/contracts';

import type { Level } from '../facts';
import type { Opening } from '../opening';
import { rule } from '../rule';

/** Rules §2, opening dates. */
export const opened = (opens: Opening) =>
  rule(
    ['province'],
    {
      code: 'business.not-open-yet',
      basis: '规则手册第2章：开办日期 / rules §2: opening dates',
      text: { zh: '该业务自 {until} 起开办。', en: 'This business opens on {until}.' },
      cures: [
        { zh: '请在 {until} 当日或之后申请。', en: 'Apply on or after {until}.' },
        { zh: '在此之前请到车管所窗口办理。', en: 'Until then, apply at a window of the vehicle office.' },
      ],
    },
    ({ province }, { submittedAt }) => {
      const on = opens(province.parameters);
      return dayOf(submittedAt) >= on || { until: startOfDay(on) };
    },
  );

const RANK: Record<Level, number> = { online: 0, window: 1 };

/** Rules §1.1, capability matrix. */
export const enoughLevel = (level: Level) =>
  rule(
    ['person'],
    {
      code: 'person.level-too-low',
      basis: '规则手册第1.1节：权限表 / rules §1.1: capability matrix',
      text: {
        zh: '该业务仅对在窗口注册的用户开放。',
        en: 'This business is open only to persons registered at a window.',
      },
      cures: [
        {
          zh: '请携带本人身份证件到任一受理窗口升级注册。',
          en: 'Register at any window with your own identity document; your account is upgraded.',
        },
      ],
    },
    ({ person }) => RANK[person.level] >= RANK[level],
  );

/** Rules §2.1: one open application per business and object. */
export const noneOpen = rule(
  ['applications'],
  {
    code: 'application.open',
    basis: '规则手册第2.1节：一事一申请 / rules §2.1: one open application per business and object',
    text: {
      zh: '该业务已有一件未办结的申请：{serial}。',
      en: 'An application for this business is still open: {serial}.',
    },
    cures: [
      {
        zh: '请等待申请 {serial} 办结；在撤销期内也可以撤销它。',
        en: 'Wait until application {serial} is closed, or undo it while its undo window is open.',
      },
    ],
  },
  ({ applications: { openSerial } }) => openSerial === null || { words: { serial: openSerial } },
);
