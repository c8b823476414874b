import { day, type Day } from '../calendar';
import { type Parsed, tidy, wrong } from './parsed';
import { isKnownArea } from './provinces';

export type ResidentId = string & { readonly __residentId: unique symbol };

const WEIGHTS = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
const CHECKS = '10X98765432';

/** The 18th character for the first 17 digits (GB 11643). */
export const residentIdCheck = (first17: string): string => {
  const sum = WEIGHTS.reduce((total, weight, at) => total + weight * Number(first17[at]), 0);
  return CHECKS.charAt(sum % 11);
};

const birthOf = (text: string): Day | null => {
  try {
    return day(`${text.slice(0, 4)}-${text.slice(4, 6)}-${text.slice(6, 8)}`);
  } catch {
    return null;
  }
};

/** 9…-prefixed numbers are permanent-resident cards: their area stands from the second digit on, as a province and country. */
const areaIsKnown = (number: string): boolean => number.startsWith('9') || isKnownArea(number.slice(0, 6));

/**
 * A resident ID, residence permit or permanent-resident number of 18 characters (GB 11643, rules §10).
 * Numbers of 15 digits are made 18 first. `today` bounds the birth date.
 */
export function parseResidentId(
  input: string,
  today: Day,
): Parsed<ResidentId, { birth: Day; sex: 'male' | 'female'; area: string }> {
  const typed = tidy(input);
  const number = /^\d{15}$/.test(typed) ? lengthened(typed) : typed;
  if (!/^\d{17}[\dX]$/.test(number)) return wrong('resident-id.shape');
  if (!areaIsKnown(number)) return wrong('resident-id.area');
  const birth = birthOf(number.slice(6, 14));
  if (birth === null || birth > today) return wrong('resident-id.birth-date');
  if (residentIdCheck(number.slice(0, 17)) !== number[17]) return wrong('resident-id.check-digit');
  const sex = Number(number[16]) % 2 === 1 ? 'male' : 'female';
  return { ok: true, value: number as ResidentId, birth, sex, area: number.slice(0, 6) };
}

/** First-generation numbers carry two digits of the year, always of the twentieth century. */
const lengthened = (old: string): string => {
  const first17 = `${old.slice(0, 6)}19${old.slice(6)}`;
  return first17 + residentIdCheck(first17);
};
