import type { Day, OrgRef, PersonRef } from '@open122/contracts';

import type { Principal } from '../principal/principal';
import {
  agent,
  anyone,
  clerk,
  courier,
  denied,
  type Here,
  newcomer,
  operator,
  person,
  policyWords,
  service,
  staff,
  type Who,
} from './allow';

const ref = 'p'.repeat(43) as PersonRef;
const principals = {
  anonymous: { kind: 'anonymous' },
  online: { kind: 'person', person: ref, account: 'a1', level: 'online' },
  window: { kind: 'person', person: ref, account: 'a2', level: 'window' },
  clerk: { kind: 'staff', staff: 's1', role: 'clerk', window: 'one' },
  orgClerk: { kind: 'staff', staff: 's3', role: 'clerk', window: 'org' },
  lostClerk: { kind: 'staff', staff: 's4', role: 'clerk', window: 'closed' },
  agent: {
    ...{ kind: 'agent', agent: 'g1', person: ref, account: 'o1', organisation: ref as string as OrgRef },
    ...{ organisationKind: 'driving-school', mandateUntil: '2026-01-05' as Day },
  },
  operator: { kind: 'staff', staff: 's2', role: 'operator', owner: 'licence' },
  otherOperator: { kind: 'staff', staff: 's5', role: 'operator', owner: 'vehicle' },
  licence: { kind: 'service', service: 'licence', purpose: 'label' },
  courier: { kind: 'courier', courier: 'sandbox' },
} as const satisfies Record<string, Principal>;
type Name = keyof typeof principals;
const here: Here = {
  service: 'licence',
  today: () => '2026-01-05' as Day,
  windowKind: (code) => ({ one: 'individual' as const, org: 'organisation' as const })[code],
};

const LET_IN = null;
const OTHER_WINDOW = 'principal.other-window';
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
  [
    "staff('operator')",
    [staff('operator')],
    all('principal.not-allowed', { operator: LET_IN, otherOperator: LET_IN }),
  ],
  [
    'operator() of this service',
    [operator()],
    all('principal.not-allowed', { operator: LET_IN, otherOperator: 'principal.other-owner' }),
  ],
  [
    "clerk('individual')",
    [clerk('individual')],
    all('principal.not-allowed', { clerk: LET_IN, orgClerk: OTHER_WINDOW, lostClerk: OTHER_WINDOW }),
  ],
  [
    "clerk('organisation')",
    [clerk('organisation')],
    all('principal.not-allowed', { orgClerk: LET_IN, clerk: OTHER_WINDOW, lostClerk: OTHER_WINDOW }),
  ],
  [
    'person() or a clerk',
    [person(), staff('clerk')],
    all('principal.not-allowed', {
      ...{ online: LET_IN, window: LET_IN, clerk: LET_IN, orgClerk: LET_IN, lostClerk: LET_IN },
    }),
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
      denied(policy, each, here)?.code ?? null,
    ]);
    expect(Object.fromEntries(found)).toEqual(expected);
  });

  it('lets nobody act whose mandate has ended; what everybody may do is no act of the organisation', () => {
    const over = { ...principals.agent, mandateUntil: '2026-01-04' as Day };
    for (const policy of [agent(), person(), staff('clerk')])
      expect(denied([policy], over, here)?.code).toBe('principal.mandate-over');
    expect(denied([anyone()], over, here)).toBeNull();
  });

  it('lets staff do nothing before they have replaced a drawn password, but that', () => {
    for (const each of [principals.clerk, principals.operator, principals.otherOperator]) {
      const due = { ...each, passwordDue: true } as const;
      for (const policy of [staff(due.role), clerk('individual'), operator(), person(), agent()])
        expect(denied([policy], due, here)?.code).toBe('password.due');
      expect(denied([staff(due.role), newcomer()], due, here)).toBeNull();
      expect(denied([anyone()], due, here)).toBeNull();
      expect(denied([newcomer()], each, here)?.code).toBe('principal.not-allowed');
    }
  });

  it('anyone() lets everybody in', () => {
    expect(Object.values(principals).map((each) => denied([anyone()], each, here))).toEqual(
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
        clerk('individual'),
        operator(),
        newcomer(),
      ]),
    ).toEqual([
      ...['person:window', 'staff:clerk', 'staff:operator', 'service:licence', 'courier', 'anyone'],
      ...['agent', 'agent:learners', 'staff:clerk:individual', 'staff:operator:own', 'newcomer'],
    ]);
  });
});
