import type { Instant, VisitOutcome } from '@open122/contracts';

import type { Announcement } from '../couriers/courier-port';
import type { Visit } from '../handover';

/** Id of the sandbox courier in the province file. */
export const SANDBOX_COURIER = 'sandbox';

/** How the people at an address behave, and the courier's callbacks with them (docs/sandbox.md). */
export const BEHAVIOURS = [
  'delivers',
  'refuses-always',
  'refuses-twice',
  'nobody-home',
  'returns-missing',
  'repeats-callbacks',
  'out-of-order',
  'loses-callback',
] as const;
export type Behaviour = (typeof BEHAVIOURS)[number];

/** A parcel in the sandbox courier's own books: no name, no address. */
export interface SandboxParcel {
  readonly parcel: string;
  readonly handoverId: string;
  readonly behaviour: Behaviour;
  readonly collectFen: number;
  readonly limits: Announcement['limits'];
  readonly visits: readonly Visit[];
}

/** What happens at the door, visit by visit; the last goes on. */
const scripts: Record<Behaviour, readonly [VisitOutcome, ...VisitOutcome[]]> = {
  delivers: ['delivered'],
  'refuses-always': ['refused'],
  'refuses-twice': ['refused', 'refused', 'delivered'],
  'nobody-home': ['nobody-home'],
  'returns-missing': ['returns-missing'],
  'repeats-callbacks': ['refused', 'delivered'],
  'out-of-order': ['refused', 'nobody-home', 'delivered'],
  'loses-callback': ['refused', 'refused', 'delivered'],
};
const REPETITIONS = 5;

/** The behaviour that an address's line names in capitals; whoever names none takes his parcel. */
export const behaviourAt = (line: string): Behaviour =>
  BEHAVIOURS.find((behaviour) => behaviour !== 'delivers' && line.includes(behaviour.toUpperCase())) ??
  'delivers';

/** The courier is done with a parcel when it is delivered or a limit of its announcement is reached. */
export function isDone({ visits, limits }: Pick<SandboxParcel, 'visits' | 'limits'>): boolean {
  const refusals = visits.filter(({ outcome }) => outcome === 'refused').length;
  return (
    visits.some(({ outcome }) => outcome === 'delivered') ||
    refusals >= limits.refusals ||
    visits.length - refusals >= limits.unreachable ||
    visits.length >= limits.visits
  );
}

/** The next visit of a parcel. */
export function nextVisit({ behaviour, visits, collectFen }: SandboxParcel, at: Instant): Visit {
  const script = scripts[behaviour];
  const outcome = script[Math.min(visits.length, script.length - 1)]!;
  return { visit: visits.length + 1, outcome, at, cashFen: outcome === 'delivered' ? collectFen : 0 };
}

const latestOf = ({ visits }: SandboxParcel): Visit => visits.at(-1)!;
const reportLatest = (parcel: SandboxParcel): readonly Visit[] => [latestOf(parcel)];

const reports: Record<Behaviour, (parcel: SandboxParcel) => readonly Visit[]> = {
  delivers: reportLatest,
  'refuses-always': reportLatest,
  'refuses-twice': reportLatest,
  'nobody-home': reportLatest,
  'returns-missing': reportLatest,
  'repeats-callbacks': (parcel) => Array.from({ length: REPETITIONS }, () => latestOf(parcel)),
  'out-of-order': (parcel) => (isDone(parcel) ? parcel.visits.toReversed() : []),
  'loses-callback': (parcel) => parcel.visits.slice(1).slice(-1),
};

/** The visits to be reported after the latest one, in this order, repetitions included. */
export const reportsAfter = (parcel: SandboxParcel): readonly Visit[] => reports[parcel.behaviour](parcel);
