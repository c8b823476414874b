import { randomInt } from 'node:crypto';

import { addDays, addMinutes, dayOf, type Day, epochOf, type Instant, startOfDay } from '@open122/contracts';

/** Platform time (design §6); numbers of this project [D]. */
export const SMS_CODE = { minutes: 5, tries: 5, secondsBetween: 60, perDay: 10 } as const;

/** What a code was sent for; it serves nothing else. Step-ups add what exactly is confirmed: `step-up:apply:<business>`. */
export type CodePurpose =
  | 'registration'
  | 'first-sign-in'
  | 'sign-in'
  | 'password-reset'
  | 'mobile-change'
  | 'window-registration'
  | 'window-mobile-change'
  | 'window-agent'
  | 'agent-first-sign-in'
  | 'agent-sign-in'
  | `step-up:${string}`;

/** How often one mobile asked for one purpose. */
export interface Asked {
  sentAt: Instant;
  countedOn: Day;
  sentThatDay: number;
}

export type NextCode =
  | { allowed: true; asked: Asked; expiresAt: Instant }
  | { allowed: false; why: 'too-soon' | 'too-many'; retryAfterSeconds: number };

/** Whether another code may be sent now; the same for a mobile nobody knows, so that the answer tells nothing. */
export function nextCode(before: Asked | null, now: Instant): NextCode {
  const today = dayOf(now);
  if (before !== null) {
    const waited = (epochOf(now) - epochOf(before.sentAt)) / 1000;
    if (waited < SMS_CODE.secondsBetween) {
      return {
        allowed: false,
        why: 'too-soon',
        retryAfterSeconds: Math.ceil(SMS_CODE.secondsBetween - waited),
      };
    }
  }
  const sentThatDay = before?.countedOn === today ? before.sentThatDay : 0;
  if (sentThatDay >= SMS_CODE.perDay) {
    const tomorrow = epochOf(startOfDay(addDays(today, 1)));
    return {
      allowed: false,
      why: 'too-many',
      retryAfterSeconds: Math.ceil((tomorrow - epochOf(now)) / 1000),
    };
  }
  return {
    allowed: true,
    asked: { sentAt: now, countedOn: today, sentThatDay: sentThatDay + 1 },
    expiresAt: addMinutes(now, SMS_CODE.minutes),
  };
}

export const drawCode = (): string => String(randomInt(1_000_000)).padStart(6, '0');
