import {
  type Business,
  CATALOGUE_VERSION,
  decisionWorkingDays,
  type Level,
  type Reason,
} from '@open122/catalogue';
import {
  addMinutes,
  addWorkingDays,
  type Day,
  dayOf,
  type Delivery,
  type HolidayCalendar,
  type Instant,
  type PersonRef,
  type Province,
  type SerialNumber,
  workingDaysBetween,
} from '@open122/contracts';

import { after, type ApplicationState, isClosed, type LifeEvent } from './life-cycle';

/** An errand of a person on one of his records, from submission to its end (rules §2.1). */
export interface Application {
  serial: SerialNumber;
  /** Id in the catalogue. */
  business: string;
  person: PersonRef;
  /** The record: a licenceId or vehicleId. */
  object: string;
  /** The applicant's assurance level when he submitted. */
  level: Level;
  state: ApplicationState;
  delivery: Delivery;
  /** Without postage, as of the day of submission. */
  feeFen: number;
  submittedAt: Instant;
  /** Exclusive. */
  undoUntil: Instant;
  decisionDueOn: Day;
  decidedAt: Instant | null;
  decidedBy: string | null;
  /** The record's issue number that the acceptance made. */
  issueNo: number | null;
  /** Why it was rejected; empty otherwise. */
  reasons: Reason[];
  /** The catalogue by which the last decision was made. */
  catalogueVersion: string;
  /** Version of the handover's last event that was mirrored; 0 for none. */
  handoverVersion: number;
  version: number;
}

export type Submission = Pick<Application, 'serial' | 'person' | 'object' | 'level' | 'delivery'>;

/** A new application; `now` is platform time. */
export function submitted(
  business: Business,
  { parameters, holidays }: Pick<Province, 'parameters' | 'holidays'>,
  submission: Submission,
  now: Instant,
): Application {
  const today = dayOf(now);
  return {
    ...submission,
    business: business.id,
    state: 'SUBMITTED',
    feeFen: business.fee(parameters, today),
    submittedAt: now,
    undoUntil: addMinutes(now, parameters.undoMinutes),
    decisionDueOn: addWorkingDays(today, decisionWorkingDays.asOf(today), holidays),
    decidedAt: null,
    decidedBy: null,
    issueNo: null,
    reasons: [],
    catalogueVersion: CATALOGUE_VERSION,
    handoverVersion: 0,
    version: 1,
  };
}

/** The application after an event of its life, null when the event is not possible now. */
export function moved(
  application: Application,
  event: LifeEvent,
  changes: Partial<Application> = {},
): Application | null {
  const state = after(application.state, event);
  return state === null ? null : { ...application, ...changes, state, version: application.version + 1 };
}

/** The undo window is the applicant's alone: operators neither see nor decide before it has passed (rules §2.1). */
export const undoWindowOpen = (application: Pick<Application, 'undoUntil'>, now: Instant): boolean =>
  now < application.undoUntil;

/** Working days by which a decision is overdue; 0 in time or when none is due any more (rules §2.1, §5). */
export function workingDaysLate(
  application: Pick<Application, 'state' | 'decisionDueOn'>,
  today: Day,
  holidays: HolidayCalendar,
): number {
  return application.state === 'SUBMITTED'
    ? workingDaysBetween(application.decisionDueOn, today, holidays)
    : 0;
}

/** The states that end a handed-over application, as `ApplicationClosed` tells them. */
export type EndState = 'COMPLETED' | 'REFUSED_AT_DOOR' | 'PICKUP_LAPSED';
export const endOf = (state: ApplicationState): EndState | null =>
  isClosed(state) && state !== 'UNDONE' && state !== 'REJECTED' ? (state as EndState) : null;
