import { rule } from '../rule';

/**
 * A listing bars whoever submits while it lasts. One that starts after the submission lets the open application go on
 * (rules §2.1); one that started before rejects it even if it became known here later (rules §4).
 */
export const notListed = rule(
  ['person'],
  {
    code: 'person.listed',
    basis: '规则手册第4章：黑名单 / rules §4: blacklist',
    text: {
      zh: '您因拒收或逾期未取被列入名单，{until} 前不能通过本平台办理补领、换领业务。',
      en: 'You refused or did not collect a document: until {until} no replacement or exchange is possible through this platform.',
    },
    cures: [
      {
        zh: '列入期于 {until} 结束，之后可再次申请。',
        en: 'The listing ends on {until}; you may apply again after it.',
      },
      {
        zh: '现在即可到车管所窗口办理，名单不限制窗口业务。',
        en: 'Apply at a window of the vehicle office now: the listing does not bar the counter.',
      },
    ],
  },
  ({ person: { listedFrom, listedUntil } }, { submittedAt }) =>
    listedFrom === null ||
    listedUntil === null ||
    submittedAt < listedFrom ||
    listedUntil <= submittedAt || { until: listedUntil },
);
