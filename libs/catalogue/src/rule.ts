import { dayOf, type Instant, type Words } from '@open122/contracts';

import type { FactName, Facts, When } from './facts';

/** Why a business is not possible: stable code, text, legal basis, and what the person can do about it. */
export interface Reason {
  code: string;
  text: Words;
  basis: string;
  cures: Words[];
  /** When the reason ends by itself. */
  until?: Instant;
}

/** What the law says; texts may hold `{until}` (a day) and the names a {@link Breach} fills in. */
export interface Law {
  /** `<subject>.<reason>`, never reused. */
  code: string;
  basis: string;
  text: Words;
  cures: readonly Words[];
}

/** A rule is broken and there is more to say than that: when it ends, words for the texts. */
export interface Breach {
  until?: Instant;
  words?: Record<string, string>;
}

/** A pure condition on the facts it names. A rule of few facts may stand wherever more are known. */
export interface Rule<F extends FactName = FactName> {
  readonly law: Law;
  readonly needs: readonly F[];
  holds(facts: Pick<Facts, F>, when: When): true | false | Breach;
}

/**
 * Declares a rule. `holds` receives only the facts named in `needs`; the compiler refuses all others. It answers true when
 * the rule is kept, false or a {@link Breach} when it is broken.
 */
export const rule = <const F extends FactName>(
  needs: readonly F[],
  law: Law,
  holds: (facts: Pick<Facts, F>, when: When) => true | false | Breach,
): Rule<F> => ({ needs, law, holds });

/** The reason a rule gives on these facts, or null when it is kept. */
export function reasonOf(broken: Rule, facts: Facts, when: When): Reason | null {
  const answer = broken.holds(facts, when);
  if (answer === true) return null;
  const { until, words } = answer === false ? ({} as Breach) : answer;
  const values = { ...words, ...(until === undefined ? {} : { until: dayOf(until) }) };
  const { code, basis, text, cures } = broken.law;
  return {
    code,
    text: fill(text, values),
    basis,
    cures: cures.map((cure) => fill(cure, values)),
    ...(until === undefined ? {} : { until }),
  };
}

const fill = ({ zh, en }: Words, values: Record<string, string>): Words => {
  const put = (text: string) => text.replace(/\{(\w+)\}/g, (hole, name: string) => values[name] ?? hole);
  return { zh: put(zh), en: put(en) };
};
