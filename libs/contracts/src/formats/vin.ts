import { type Parsed, tidy, wrong } from './parsed';

export type Vin = string & { readonly __vin: unique symbol };

const VALUES: Record<string, number> = Object.fromEntries(
  [...'0123456789']
    .map((digit) => [digit, Number(digit)] as const)
    .concat(
      [...'ABCDEFGH'].map((letter, at) => [letter, at + 1] as const),
      [...'JKLMN'].map((letter, at) => [letter, at + 1] as const),
      [
        ['P', 7],
        ['R', 9],
      ],
      [...'STUVWXYZ'].map((letter, at) => [letter, at + 2] as const),
    ),
);
const WEIGHTS = [8, 7, 6, 5, 4, 3, 2, 10, 0, 9, 8, 7, 6, 5, 4, 3, 2];

/** The ninth character that the other sixteen ask for (GB 16735). */
export const vinCheck = (vin: string): string => {
  const sum = WEIGHTS.reduce((total, weight, at) => total + weight * (VALUES[vin.charAt(at)] ?? 0), 0);
  return sum % 11 === 10 ? 'X' : String(sum % 11);
};

/** A vehicle identification number; a wrong check digit warns and does not refuse (rules §10). */
export function parseVin(input: string): Parsed<Vin, { warnings: 'vin.check-digit'[] }> {
  const vin = tidy(input);
  if (!/^[0-9A-HJ-NPR-Z]{17}$/.test(vin)) return wrong('vin.shape');
  return { ok: true, value: vin as Vin, warnings: vinCheck(vin) === vin[8] ? [] : ['vin.check-digit'] };
}
