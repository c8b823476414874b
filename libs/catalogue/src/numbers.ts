import { type Dated, dated } from './dated';

/**
 * The law's numbers that no province may change. Marks as in the rule book: [A] the article, [L] a regulation, [D] decided
 * for this project. What a province may change stands in its file (`Parameters`).
 */
const FROM_THE_FIRST_DAY = '2013-01-01';
const sinceEver = <T>(value: T): Dated<T> => dated([[FROM_THE_FIRST_DAY, value]]);

/** Refused visits of one application that end it and list the person [A], rules §3. */
export const refusalsAllowed = sinceEver(3);
/** Calendar months of a listing [A], rules §4. */
export const blacklistMonths = sinceEver(6);
/** Calendar months a document waits at the pickup office [A], rules §3. */
export const pickupMonths = sinceEver(1);
/** Calendar months an undelivered document is kept at the window before it is destroyed [D], rules §2.1. */
export const keptMonths = sinceEver(6);
/** Visits of any outcome after which a parcel is held for pickup [D], rules §3. */
export const visitsAllowed = sinceEver(5);
/** Visits without anyone to take it, or without the returns, after which it is held for pickup [D], rules §3. */
export const unreachableVisits = sinceEver(3);
/** Days of the pickup period on which the person is reminded [D], rules §3. */
export const reminderDays = sinceEver<readonly number[]>([7, 20, 27]);
/** Working days for the operator's decision, the submission's day excluded [L], rules §2.1. */
export const decisionWorkingDays = sinceEver(1);
/** Vehicles not in own name that a person may have bound at once [A], rules §1.1. */
export const nonOwnVehicles = sinceEver(3);
/** Users of a vehicle besides its owner; null: without limit [L], rules §1.1. */
export const usersPerVehicle = dated<number | null>([
  [FROM_THE_FIRST_DAY, null],
  ['2018-03-01', 3],
]);
/** Whether a vehicle that others use must be that of a registered individual [L], rules §1.1. */
export const ownerMustBeRegistered = dated([
  [FROM_THE_FIRST_DAY, false],
  ['2018-03-01', true],
]);
/** Whether who uses a vehicle of another may handle only what happened since he bound it [L], rules §1.1. */
export const onlyViolationsSinceBinding = dated([
  [FROM_THE_FIRST_DAY, false],
  ['2018-03-01', true],
]);
/** Minutes of platform time for the owner's consent to a use [D], rules §1.1. */
export const consentMinutes = sinceEver(30);
/** Attempts of a person in a day to name a vehicle that is not his [D], rules §1.1: the end of a VIN is not to be guessed. */
export const vehicleTriesADay = sinceEver(10);
