import { instant } from '@open122/contracts';

import { type Consent, CONSENT_STATES, decideConsent, DECISIONS, toldSince } from './consent';

const NOW = instant('2026-01-05T01:00:00Z');
const consent: Consent = {
  ...{ consentId: 'c', organisation: 'o', fileNumber: '130100000001', licenceId: null, person: null },
  ...{ state: 'asked', askedAt: NOW, decidedAt: null, version: 1 },
};
const POSSIBLE: Record<string, string> = {
  'asked give': 'given',
  'asked refuse': 'refused',
  'given revoke': 'revoked',
};

test.each(CONSENT_STATES.flatMap((state) => DECISIONS.map((decision) => [state, decision] as const)))(
  'a consent that is %s: %s',
  (state, decision) => {
    const after = decideConsent({ ...consent, state }, decision, NOW);
    expect(after?.state).toBe(POSSIBLE[`${state} ${decision}`]);
    if (after !== null) expect([after.version, after.decidedAt]).toEqual([2, NOW]);
  },
);

test('a driver is told of an organisation once a day', () => {
  expect(toldSince(consent)).toBe('2026-01-04T01:00:00.000Z');
});
