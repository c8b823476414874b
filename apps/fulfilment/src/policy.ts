import {
  keptMonths,
  pickupMonths,
  refusalsAllowed,
  reminderDays,
  unreachableVisits,
  visitsAllowed,
} from '@open122/catalogue';
import { dayOf, type Instant, type Province } from '@open122/contracts';

/** The numbers a handover runs by: those in force on the day it was opened, for its whole life. */
export interface Policy {
  readonly refusalsAllowed: number;
  readonly unreachableVisits: number;
  readonly visitsAllowed: number;
  readonly pickupMonths: number;
  readonly keptMonths: number;
  readonly reminderDays: readonly number[];
  /** Where a parcel that could not be delivered waits. */
  readonly office: string;
}

export function policyOf(openedAt: Instant, province: Province): Policy {
  const on = dayOf(openedAt);
  return {
    refusalsAllowed: refusalsAllowed.asOf(on),
    unreachableVisits: unreachableVisits.asOf(on),
    visitsAllowed: visitsAllowed.asOf(on),
    pickupMonths: pickupMonths.asOf(on),
    keptMonths: keptMonths.asOf(on),
    reminderDays: reminderDays.asOf(on),
    office: province.offices[0]!.code,
  };
}
