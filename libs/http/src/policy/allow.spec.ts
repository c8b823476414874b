import type { Day, OrgRef, PersonRef } from '@open122/contracts';

import type { Principal } from '../principal/principal';
import { agent, anyone, courier, denied, person, policyWords, service, staff, type Who } from './allow';

const ref = 'p'.repeat(43) as PersonRef;
const principals = {
  anonymous: { kind: 'anonymous' },
  online: { kind: 'person', person: ref, account: 'a1', level: 'online' },
  window: { kind: 'person', person: ref, account: 'a2', level: 'window' },
  clerk: { kind: 'staff', staff: 's1', role: 'clerk' },
  agent: {
    ...{ kind: 'agent', agent: 'g1', person: ref, account: 'o1', organisation: ref as string as OrgRef },
    ...{ organisationKind: 'driving-school', mandateUntil: '2026-01-05' as Day },
  },
  operator: { kind: 'staff', staff: 's2', role: 'operator', owner: 'licence' },
  licence: { kind: 'service', service: 'licence', purpose: 'label' },
  courier: { kind: 'courier', courier: 'sandbox' },
} as const satisfies Record<string, Principal>;
type Name = keyof typeof principals;
const today = (): Day => '2026-01-05' as Day;

const LET_IN = null;
const rows: [title: string, policy: Who[], expected: Record<Name, string | null>][] = [
  ['person()', [person()], all('principal.not-allowed', { online: LET_IN, window: LET_IN })],
  [
    "person('window')",
    [person('window')],
    all('principal.not-allowed', { online: 'principal.level-too-low', window: LET_IN }),
  ],
  ['agent()', [agent()], all('principal.not-allowed', { agent: LET_IN })],
  [
    "agent('learners'), whose grant the guard asks about",
    [agent('learners')],
    all('principal.not-allowed', { agent: LET_IN }),
  ],
  ["staff('operator')", [staff('operator')], all('principal.not-allowed', { operator: LET_IN })],
  [
    'person() or a clerk',
    [person(), staff('clerk')],
    all('principal.not-allowed', { online: LET_IN, window: LET_IN, clerk: LET_IN }),
  ],
  ["service('licence')", [service('licence')], all('principal.not-allowed', { licence: LET_IN })],
  ["service('vehicle')", [service('vehicle')], all('principal.not-allowed', {})],
  ['courier()', [courier()], all('principal.not-allowed', { courier: LET_IN })],
];

function all(code: string, but: Partial<Record<Name, string | null>>): Record<Name, string | null> {
  const same = Object.fromEntries(Object.keys(principals).map((name) => [name, code])) as Record<
    Name,
    string
  >;
  return { ...same, anonymous: 'principal.missing', ...but };
}

describe('a policy', () => {
  it.each(rows)('%s lets in whom it names and tells the others why not', (_, policy, expected) => {
    const found = Object.entries(principals).map(([name, each]) => [
      name,
      denied(policy, each, today)?.code ?? null,
    ]);
    expect(Object.fromEntries(found)).toEqual(expected);
  });

  it('lets nobody act whose mandate has ended; what everybody may do is no act of the organisation', () => {
    const over = { ...principals.agent, mandateUntil: '2026-01-04' as Day };
    for (const policy of [agent(), person(), staff('clerk')])
      expect(denied([policy], over, today)?.code).toBe('principal.mandate-over');
    expect(denied([anyone()], over, today)).toBeNull();
  });

  it('anyone() lets everybody in', () => {
    expect(Object.values(principals).map((each) => denied([anyone()], each, today))).toEqual(
      Object.values(principals).map(() => null),
    );
  });

  it('has words for the OpenAPI document', () => {
    expect(
      policyWords([
        person('window'),
        staff('clerk', 'operator'),
        service('licence'),
        courier(),
        anyone(),
        agent(),
        agent('learners'),
      ]),
    ).toEqual([
      ...['person:window', 'staff:clerk', 'staff:operator', 'service:licence', 'courier', 'anyone'],
      ...['agent', 'agent:learners'],
    ]);
  });
});
