import { isListed, plainText } from './common-passwords';

/** With an SMS code at each sign-in, and without one (NIST SP 800-63B §3.1.1; quality, security goals). */
export const PASSWORD_LENGTH = { withCode: 8, alone: 15, most: 128 } as const;

/** One text for what may be typed in several ways; no other change is ever made to a password. */
export const passwordText = (typed: string): string => typed.normalize('NFC');

const lengthOf = (password: string): number => [...passwordText(password)].length;

export type PasswordFault = 'too-short' | 'too-long' | 'common';

/** Why a new password is refused; null when it will do. Length and lists alone: no composition rules. */
export function passwordFault(password: string): PasswordFault | null {
  const length = lengthOf(password);
  if (length < PASSWORD_LENGTH.withCode) return 'too-short';
  if (length > PASSWORD_LENGTH.most) return 'too-long';
  return isCommon(plainText(password)) ? 'common' : null;
}

/** Whether a password of this length may sign in without an SMS code. */
export const sufficesAlone = (password: string): boolean => lengthOf(password) >= PASSWORD_LENGTH.alone;

/** A listed one, a listed one twice over, or one character or run of keys drawn out to the length asked for. */
function isCommon(plain: string): boolean {
  if (isListed(plain)) return true;
  const half = plain.slice(0, plain.length / 2);
  if (half + half === plain && (isListed(half) || half.length < 4)) return true;
  return new Set(plain).size === 1 || RUNS.some((run) => run.includes(plain));
}

const RUNS = ['01234567890123456789', 'abcdefghijklmnopqrstuvwxyz', 'qwertyuiopasdfghjklzxcvbnm'].flatMap(
  (run) => [run, [...run].reverse().join('')],
);
