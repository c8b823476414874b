import { addMinutes, type Instant } from '@open122/contracts';
import type { Timer } from '@open122/service';

import type { Handover } from './handover';
import type { Policy } from './policy';

const DAY_MINUTES = 24 * 60;
/** After this a visit that the courier has not reported is fetched from him (rules §3). */
const GAP_MINUTES = 60;

export const HAND_TO_COURIER = 'hand-to-courier';
export const FETCH_VISITS = 'fetch-visits';
export const REMIND_PICKUP = 'remind-pickup';
export const LAPSE_PICKUP = 'lapse-pickup';
export const DESTROY_DOCUMENT = 'destroy-document';

/** The timers that a handover has in its state; a reminder's ref ends with its day. */
export function timersOf(handover: Handover, policy: Policy): Timer[] {
  const { handoverId: ref, state } = handover;
  if (state === 'AWAITING_DISPATCH') return [{ kind: HAND_TO_COURIER, ref, dueAt: handover.openedAt }];
  if (state === 'IN_TRANSIT' && handover.waitingSince !== null) {
    return [{ kind: FETCH_VISITS, ref, dueAt: addMinutes(handover.waitingSince, GAP_MINUTES) }];
  }
  if (state === 'READY_FOR_PICKUP')
    return pickupTimers(ref, handover.readyAt!, handover.pickupUntil!, policy);
  if (state === 'CONVERTED_TO_ONSITE') return [{ kind: DESTROY_DOCUMENT, ref, dueAt: handover.keptUntil! }];
  return [];
}

/** Reminders come on their day at the hour the document became ready: the office's hours, or the courier's. */
const pickupTimers = (ref: string, readyAt: Instant, until: Instant, policy: Policy): Timer[] => [
  ...policy.reminderDays.map((day) => ({
    kind: REMIND_PICKUP,
    ref: reminderRef(ref, day),
    dueAt: addMinutes(readyAt, day * DAY_MINUTES),
  })),
  { kind: LAPSE_PICKUP, ref, dueAt: until },
];

const reminderRef = (handoverId: string, day: number): string => `${handoverId}/${day}`;
export function reminderOf(ref: string): { handoverId: string; day: number } {
  const [handoverId, day] = ref.split('/') as [string, string];
  return { handoverId, day: Number(day) };
}

/** What a change does to a handover's timers. */
export function timerChanges(
  before: readonly Timer[],
  after: readonly Timer[],
): { cancel: Timer[]; schedule: Timer[] } {
  const without = (
    some: readonly Timer[],
    others: readonly Timer[],
    equal: (a: Timer, b: Timer) => boolean,
  ) => some.filter((one) => !others.some((other) => equal(one, other)));
  const sameTimer = (a: Timer, b: Timer): boolean => a.kind === b.kind && a.ref === b.ref;
  return {
    cancel: without(before, after, sameTimer),
    schedule: without(after, before, (a, b) => sameTimer(a, b) && a.dueAt === b.dueAt),
  };
}
