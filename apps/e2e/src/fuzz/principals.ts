import { randomUUID } from 'node:crypto';

import type { Day, OrgRef, PersonRef, ServiceName } from '@open122/contracts';
import { type Principal, signPrincipal } from '@open122/http';

import { thePlatform } from '../platform';

const nobody = 'n'.repeat(43) as PersonRef;
const staff = (
  role: 'clerk' | 'operator' | 'fulfilment' | 'grants-officer' | 'auditor' | 'administrator',
  more = {},
) => ({ kind: 'staff', staff: randomUUID(), role, ...more }) as Principal;

/** Somebody of every kind, whom nothing belongs to. */
export const PRINCIPALS: readonly Principal[] = [
  { kind: 'anonymous' },
  { kind: 'person', person: nobody, account: randomUUID(), level: 'online' },
  { kind: 'person', person: nobody, account: randomUUID(), level: 'window', session: randomUUID() },
  {
    ...{ kind: 'agent', agent: randomUUID(), person: nobody, account: randomUUID() },
    ...{ organisation: nobody as string as OrgRef, organisationKind: 'driving-school' },
    mandateUntil: '2199-12-31' as Day,
  },
  staff('clerk', { window: 'qiaoxi' }),
  staff('clerk', { window: 'organisations' }),
  staff('operator', { owner: 'licence' }),
  staff('operator', { owner: 'vehicle' }),
  staff('fulfilment'),
  staff('grants-officer'),
  staff('auditor'),
  staff('administrator'),
];

/** As the gateway would say who asks. */
export function principalHeader(principal: Principal, audience: ServiceName): Record<string, string> {
  if (principal.kind === 'anonymous') return {};
  const key = thePlatform().settings[`${audience.toUpperCase()}_PRINCIPAL_KEY`] ?? '';
  const wallNow = new Date().toISOString() as Parameters<typeof signPrincipal>[1]['wallNow'];
  return { 'x-principal': signPrincipal(principal, { issuer: 'gateway', audience, key, wallNow }) };
}
