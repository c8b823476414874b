import type { Day, Parameters } from '@open122/contracts';

/** The day a business opened in this province (rules §2, opening dates). */
export type Opening = (parameters: Parameters) => Day;

export const opening = {
  /** V1–V5 and D1–D7. */
  first: (parameters) => parameters.opensFirst,
  /** All that came after. */
  second: (parameters) => parameters.opensSecond,
} as const satisfies Record<string, Opening>;
