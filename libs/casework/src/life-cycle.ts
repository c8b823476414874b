import type { Words } from '@open122/contracts';

/**
 * The states of an application (rules §2.1). The owner service decides up to ACCEPTED; what follows is fulfilment's handover,
 * mirrored here. Keeping an undelivered document (CONVERTED_TO_ONSITE) is a state of the handover alone: the application is
 * closed by then.
 */
export const APPLICATION_STATES = [
  'SUBMITTED',
  'CORRECTION_REQUIRED',
  'ACCEPTED',
  'PRODUCED',
  'AWAITING_DISPATCH',
  'IN_TRANSIT',
  'DELIVERED',
  'READY_FOR_PICKUP',
  'COLLECTED',
  'COMPLETED',
  'UNDONE',
  'REJECTED',
  'REFUSED_AT_DOOR',
  'PICKUP_LAPSED',
] as const;
export type ApplicationState = (typeof APPLICATION_STATES)[number];

export const LIFE_EVENTS = [
  'undone',
  'accepted',
  'rejected',
  'correction-required',
  'corrected',
  'correction-lapsed',
  'produced',
  'dispatch-awaited',
  'dispatched',
  'delivered',
  'ready',
  'collected',
  'completed',
  'refused-at-door',
  'pickup-lapsed',
] as const;
export type LifeEvent = (typeof LIFE_EVENTS)[number];

/** Total: an event that a state does not name is not possible in it. A state without events is closed. */
export const lifeCycle: Record<ApplicationState, Partial<Record<LifeEvent, ApplicationState>>> = {
  SUBMITTED: {
    undone: 'UNDONE',
    accepted: 'ACCEPTED',
    rejected: 'REJECTED',
    'correction-required': 'CORRECTION_REQUIRED',
  },
  CORRECTION_REQUIRED: { corrected: 'SUBMITTED', 'correction-lapsed': 'REJECTED' },
  // A business without a document ends with its acceptance.
  ACCEPTED: { produced: 'PRODUCED', completed: 'COMPLETED' },
  PRODUCED: { 'dispatch-awaited': 'AWAITING_DISPATCH', ready: 'READY_FOR_PICKUP' },
  // No address to post it to: held for pickup (rules §3).
  AWAITING_DISPATCH: { dispatched: 'IN_TRANSIT', ready: 'READY_FOR_PICKUP' },
  // Nobody could be reached by post: the document is held for pickup (rules §3).
  IN_TRANSIT: { delivered: 'DELIVERED', 'refused-at-door': 'REFUSED_AT_DOOR', ready: 'READY_FOR_PICKUP' },
  READY_FOR_PICKUP: { collected: 'COLLECTED', 'pickup-lapsed': 'PICKUP_LAPSED' },
  DELIVERED: { completed: 'COMPLETED' },
  COLLECTED: { completed: 'COMPLETED' },
  COMPLETED: {},
  UNDONE: {},
  REJECTED: {},
  REFUSED_AT_DOOR: {},
  PICKUP_LAPSED: {},
};

/** The state after an event, null when the event is not possible in this state. */
export const after = (state: ApplicationState, event: LifeEvent): ApplicationState | null =>
  lifeCycle[state][event] ?? null;

/** Closed: a new application may be made. */
export const isClosed = (state: ApplicationState): boolean => Object.keys(lifeCycle[state]).length === 0;
export const CLOSED_STATES = APPLICATION_STATES.filter(isClosed);

/** Whether life can lead from one state to another, by whatever events; never back to itself unless through others. */
export function leadsTo(from: ApplicationState, to: ApplicationState): boolean {
  const seen = new Set<ApplicationState>();
  const open = [from];
  for (let state = open.pop(); state !== undefined; state = open.pop()) {
    for (const next of Object.values(lifeCycle[state])) {
      if (next === to) return true;
      if (!seen.has(next)) open.push(next);
      seen.add(next);
    }
  }
  return false;
}

/** The one state an event of the handover leads to, from wherever it may happen. */
export function stateOf(event: LifeEvent): ApplicationState {
  const state = APPLICATION_STATES.map((from) => after(from, event)).find((to) => to !== null);
  if (state === undefined) throw new Error(`no state follows ${event}`);
  return state;
}

/** "Approved" is never shown as "delivered" (rules §2.1). */
export const STATE_WORDS: Record<ApplicationState, Words> = {
  SUBMITTED: { zh: '已提交', en: 'Submitted' },
  CORRECTION_REQUIRED: { zh: '待补正', en: 'Correction required' },
  ACCEPTED: { zh: '已受理通过，待制证', en: 'Approved, document not yet produced' },
  PRODUCED: { zh: '已制证', en: 'Document produced' },
  AWAITING_DISPATCH: { zh: '待寄出', en: 'Awaiting dispatch' },
  IN_TRANSIT: { zh: '寄送中', en: 'In transit' },
  DELIVERED: { zh: '已送达', en: 'Delivered' },
  READY_FOR_PICKUP: { zh: '待领取', en: 'Ready for pickup' },
  COLLECTED: { zh: '已领取', en: 'Collected' },
  COMPLETED: { zh: '已办结', en: 'Completed' },
  UNDONE: { zh: '已撤销', en: 'Undone by the applicant' },
  REJECTED: { zh: '已退办', en: 'Rejected' },
  REFUSED_AT_DOOR: { zh: '拒收办结', en: 'Ended: refused at the door' },
  PICKUP_LAPSED: { zh: '逾期未领办结', en: 'Ended: not collected in time' },
};
