import type { Reason } from '@open122/catalogue';
import {
  dayOf,
  epochOf,
  type Instant,
  instantOf,
  type SerialNumber,
  type VisitOutcome,
  type Words,
} from '@open122/contracts';

import type { ApplicationState, LifeEvent } from './life-cycle';

/** What a timeline tells: the events of the life, and what happens on the way without changing the state. */
export type TimelineEvent =
  'submitted' | LifeEvent | 'handover-opened' | 'visited' | 'pickup-reminded' | 'document-destroyed';

/** `outcome` is a VisitOutcome; what ends in `Until` is an exclusive Instant. */
export type Detail = Record<string, string | number>;

/** One line of an application's timeline: time, actor, reason (rules §2.1). */
export interface TimelineEntry {
  id: number;
  serial: SerialNumber;
  at: Instant;
  /** `person:<account>`, `staff:<name>` or `service:<name>`. */
  actor: string;
  event: TimelineEvent;
  /** After the event. */
  state: ApplicationState;
  reasons: Reason[];
  /** Values for the text, e.g. the number of a visit. */
  detail: Detail;
}
export type NewTimelineEntry = Omit<TimelineEntry, 'id'>;

/** Texts of the entries; `{name}` is filled from the entry's detail. */
const TIMELINE_WORDS: Record<TimelineEvent, Words> = {
  submitted: { zh: '申请已提交。', en: 'The application was submitted.' },
  undone: { zh: '申请人撤销了申请。', en: 'The applicant undid the application.' },
  accepted: {
    zh: '申请已审核通过，原证件自此作废，新证件待制作。',
    en: 'The application was approved; the former document is void from now on, the new one is to be produced.',
  },
  rejected: { zh: '申请被退办。', en: 'The application was rejected.' },
  'correction-required': { zh: '请补正申请材料。', en: 'A correction is required.' },
  corrected: { zh: '申请已补正。', en: 'The application was corrected.' },
  'correction-lapsed': { zh: '逾期未补正，申请被退办。', en: 'Not corrected in time: rejected.' },
  'handover-opened': { zh: '已转制证与交付。', en: 'Passed on to production and handover.' },
  produced: { zh: '证件已制作。', en: 'The document was produced.' },
  'dispatch-awaited': { zh: '证件待寄出。', en: 'The document awaits dispatch.' },
  dispatched: { zh: '证件已寄出。', en: 'The document was dispatched.' },
  visited: {
    zh: '第 {visit} 次投递：{outcome}；拒收 {refusals}/{refusalsAllowed}。',
    en: 'Visit {visit}: {outcome}; refusal {refusals} of {refusalsAllowed}.',
  },
  delivered: { zh: '证件已送达。', en: 'The document was delivered.' },
  ready: { zh: '证件可在 {pickupUntil} 前领取。', en: 'The document can be collected until {pickupUntil}.' },
  'pickup-reminded': {
    zh: '提醒：请在 {pickupUntil} 前领取证件。',
    en: 'Reminder: collect the document until {pickupUntil}.',
  },
  collected: { zh: '证件已领取。', en: 'The document was collected.' },
  completed: { zh: '申请已办结。', en: 'The application is completed.' },
  'refused-at-door': {
    zh: '第 {refusals} 次拒收，申请终止；证件在窗口保管至 {keptUntil}。',
    en: 'Refused {refusals} times: the application has ended; the document is kept at the window until {keptUntil}.',
  },
  'pickup-lapsed': { zh: '逾期未领取，申请终止。', en: 'Not collected in time: the application has ended.' },
  'document-destroyed': { zh: '逾期保管的证件已销毁。', en: 'The document that was kept was destroyed.' },
};

const OUTCOME_WORDS: Record<VisitOutcome, Words> = {
  delivered: { zh: '已交付', en: 'handed over' },
  refused: { zh: '拒收', en: 'refused' },
  'nobody-home': { zh: '无人', en: 'nobody home' },
  'returns-missing': { zh: '未交回应退证件', en: 'returns missing' },
};

/** Who acted, as the applicant may know it: the role, not the person. */
export function actorWords(actor: string): Words {
  switch (actor.split(':', 1)[0]) {
    case 'person':
      return { zh: '申请人', en: 'applicant' };
    case 'staff':
      return { zh: '审核人员', en: 'operator' };
    default:
      return { zh: '证件交付', en: 'handover' };
  }
}

/** The text of an entry; an exclusive end is told as the last day that counts. */
export function entryWords({ event, detail }: Pick<TimelineEntry, 'event' | 'detail'>): Words {
  const { zh, en } = TIMELINE_WORDS[event];
  return { zh: fill(zh, detail, 'zh'), en: fill(en, detail, 'en') };
}

const fill = (text: string, detail: Detail, language: keyof Words): string =>
  text.replace(/\{(\w+)\}/g, (hole, name: string) => {
    const value = detail[name];
    if (value === undefined) return hole;
    if (name === 'outcome') return OUTCOME_WORDS[value as VisitOutcome][language];
    return name.endsWith('Until') ? lastDay(value as Instant) : String(value);
  });

const lastDay = (until: Instant): string => dayOf(instantOf(epochOf(until) - 1));
