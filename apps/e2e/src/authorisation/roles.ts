import { generateKeyPairSync, randomUUID } from 'node:crypto';

import { type OrganisationKind, ORGANISATION_KINDS } from '@open122/contracts';
import { STAFF_ROLES } from '@open122/http';
import { SignJWT } from 'jose';

import { thePlatform } from '../platform';
import { tokenKeyOf } from '../token-key';

/** Somebody who asks; his token is as identity signs it, null for nobody's. */
export interface Role {
  readonly name: string;
  readonly token: string | null;
}

const INDIVIDUALS = ['owner or driver', 'learner', 'new-car owner'] as const;
const LEVELS = ['online', 'window'] as const;

export const anonymous = 'anonymous';
export const partner = 'another province’s person';
export const online = INDIVIDUALS.map((kind) => `online ${kind}`);
export const window = INDIVIDUALS.map((kind) => `window ${kind}`);
export const individuals = [...online, ...window];
export const agentOf = (kind: OrganisationKind): string => `agent of a ${kind}`;
export const agents = ORGANISATION_KINDS.map(agentOf);
/** Agents whose organisation has the grant of its kind. */
export const school = 'agent of a driving school with its grant';
export const dealer = 'agent of a car dealer with its grant';
export const hospital = 'agent of a hospital with its grant';
export const granted = [school, dealer, hospital];
export const expired = 'agent whose mandate is over';
export const clerk = 'clerk of a window for individuals';
export const organisationClerk = 'clerk of the window for organisations';
export const licenceOperator = 'operator of licence';
export const vehicleOperator = 'operator of vehicle';
export const operators = [licenceOperator, vehicleOperator];
export const fulfilment = 'fulfilment clerk';
export const officer = 'grants officer';
export const auditor = 'auditor';
export const administrator = 'administrator';
/** Has not replaced the password that was drawn for him. */
export const newcomer = 'administrator at his first sign-in';
export const staff = [
  ...[clerk, organisationClerk, ...operators, fulfilment, officer, auditor, administrator],
];

type Claims = Readonly<Record<string, string | boolean>>;
const REF = 'r'.repeat(43);
const member = (role: (typeof STAFF_ROLES)[number], more: Claims = {}): Claims => ({
  ...{ kind: 'staff', role },
  ...more,
});
const agentClaims = (organisationKind: string, mandateUntil = '2199-12-31'): Claims => ({
  ...{ kind: 'agent', person: REF, account: randomUUID(), organisation: REF },
  ...{ organisationKind, mandateUntil },
});

const CLAIMS: Readonly<Record<string, Claims>> = {
  ...Object.fromEntries(
    LEVELS.flatMap((level) =>
      INDIVIDUALS.map((kind) => [`${level} ${kind}`, { kind: 'person', person: REF, level }]),
    ),
  ),
  ...Object.fromEntries(ORGANISATION_KINDS.map((kind) => [agentOf(kind), agentClaims(kind)])),
  [expired]: agentClaims('other', '2020-01-01'),
  [clerk]: member('clerk', { window: 'qiaoxi' }),
  [organisationClerk]: member('clerk', { window: 'organisations' }),
  [licenceOperator]: member('operator', { owner: 'licence' }),
  [vehicleOperator]: member('operator', { owner: 'vehicle' }),
  [fulfilment]: member('fulfilment'),
  [officer]: member('grants-officer'),
  [auditor]: member('auditor'),
  [administrator]: member('administrator'),
  [newcomer]: member('administrator', { passwordDue: true }),
};

/** Everybody of the rule book's first chapter; those with a grant bring tokens of their own. */
export async function everybody(withGrant: Readonly<Record<string, string>>): Promise<Role[]> {
  const { kid, key: ours } = await tokenKeyOf(thePlatform());
  const foreign = generateKeyPairSync('ed25519').privateKey;
  const sign = (claims: Claims, issuer = 'he.identity', secret = ours): Promise<string> =>
    new SignJWT(claims)
      .setProtectedHeader({ alg: 'EdDSA', typ: 'access', kid })
      .setIssuer(issuer)
      .setSubject(randomUUID())
      .setExpirationTime('10m')
      .sign(secret);
  const minted = Object.entries(CLAIMS).map(async ([name, claims]) => ({ name, token: await sign(claims) }));
  return [
    { name: anonymous, token: null },
    {
      name: partner,
      token: await sign({ kind: 'person', person: REF, level: 'window' }, 'sd.identity', foreign),
    },
    ...(await Promise.all(minted)),
    ...Object.entries(withGrant).map(([name, token]) => ({ name, token })),
  ];
}
