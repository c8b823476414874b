import type { HandoverState } from '@open122/contracts';

/** What can be done to a handover. */
export const ACTS = [
  'produce',
  'await-dispatch',
  'make-ready',
  'dispatch',
  'deliver',
  'abandon',
  'collect',
  'complete',
  'lapse',
  'destroy',
] as const;
export type Act = (typeof ACTS)[number];

const nothing: Record<Act, null> = {
  produce: null,
  'await-dispatch': null,
  'make-ready': null,
  dispatch: null,
  deliver: null,
  abandon: null,
  collect: null,
  complete: null,
  lapse: null,
  destroy: null,
};

/** Where every act leads from every state (rules §2.1, §3); null: it cannot be done there. */
const transitions: Record<HandoverState, Record<Act, HandoverState | null>> = {
  OPENED: { ...nothing, produce: 'PRODUCED' },
  PRODUCED: { ...nothing, 'await-dispatch': 'AWAITING_DISPATCH', 'make-ready': 'READY_FOR_PICKUP' },
  // There is no address to post it to (rules §3).
  AWAITING_DISPATCH: { ...nothing, dispatch: 'IN_TRANSIT', 'make-ready': 'READY_FOR_PICKUP' },
  IN_TRANSIT: {
    ...nothing,
    deliver: 'DELIVERED',
    abandon: 'CONVERTED_TO_ONSITE',
    'make-ready': 'READY_FOR_PICKUP',
  },
  DELIVERED: { ...nothing, complete: 'COMPLETED' },
  READY_FOR_PICKUP: { ...nothing, collect: 'COLLECTED', lapse: 'CONVERTED_TO_ONSITE' },
  COLLECTED: { ...nothing, complete: 'COMPLETED' },
  COMPLETED: nothing,
  // Kept at the window: the person may still come for it (rules §2.1).
  CONVERTED_TO_ONSITE: { ...nothing, collect: 'COLLECTED', destroy: 'DESTROYED' },
  DESTROYED: nothing,
};

/** The state after an act, null when the act is not possible in this state. */
export const after = (state: HandoverState, act: Act): HandoverState | null => transitions[state][act];
