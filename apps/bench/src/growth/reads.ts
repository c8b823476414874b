import type { ServiceName } from '@open122/contracts';
import { encodeCursor, type Principal, type StaffPrincipal } from '@open122/http';

import { dayOfHandover, importOf, personOf, serialOf, uuidOf } from './tables';

/** A person that identity has on record itself, with all that hangs on him. */
export interface Known {
  readonly ref: string;
  readonly account: string;
}
/** Where a read may look: rows have the numbers 1 to `rows`. */
export interface Grown {
  readonly rows: number;
  readonly known: readonly Known[];
}
export interface Asked {
  readonly path: string;
  readonly as: Principal;
  readonly body?: object;
}
/** A read of the platform, asked at its service for a row with some number. */
export interface Read {
  /** As the OpenAPI document names it, e.g. `GET /v1/me/licences`; an internal one by its own path. */
  readonly operation: string;
  readonly service: ServiceName;
  ask(n: number, grown: Grown): Asked;
}
/** A list that is paged: where its thousandth page begins. */
export interface Paged extends Read {
  pageThousand(): Asked;
}

/** Rows of a page, as by default. */
const PAGE = 20;
const BEFORE_PAGE_THOUSAND = 999 * PAGE;

const person = (ref: string, account = uuidOf(1)): Principal =>
  ({ kind: 'person', person: ref, account, level: 'window' }) as Principal;
const staff = (role: StaffPrincipal['role'], owner?: 'licence' | 'vehicle'): Principal => ({
  ...{ kind: 'staff', staff: uuidOf(1), role },
  ...(owner === undefined ? {} : { owner }),
});
const school = {
  ...{ kind: 'agent', agent: uuidOf(2), person: personOf(2), account: uuidOf(1), organisation: personOf(1) },
  ...{ organisationKind: 'driving-school', mandateUntil: '2099-12-31' },
} as Principal;
const asked = (service: ServiceName): Principal => ({ kind: 'service', service, purpose: 'growth' });
const operator = staff('operator', 'licence');
const holder = (n: number): Principal => person(personOf(n));
/** He has one row in forty, and the tenth of all wait for an operator. */
const busy = personOf(0);
const own = (n: number): number => (n % 40 === 0 ? n - 39 : n - (n % 40) + 1);
const timeOf = (n: number): string => new Date(Date.UTC(2000, 0, 1) + n * 1_000).toISOString();
const knownOf = ({ known }: Grown, n: number): Known =>
  known[n % known.length] ?? { ref: personOf(n), account: uuidOf(n) };

/** Of a list in which every `step`-th row is: the query of its thousandth page, counted from the first or the last row. */
const cursorAt = (n: number, key: (n: number) => string): string =>
  `cursor=${encodeCursor([timeOf(n), key(n)])}`;
const queued = (path: string, key: (n: number) => string): Asked => ({
  path: `${path}?${cursorAt(BEFORE_PAGE_THOUSAND * 10, key)}`,
  as: operator,
});

const applicationReads: readonly Read[] = [
  {
    ...{ operation: 'GET /v1/applications/{serial}', service: 'licence' },
    ask: (n) => ({ path: `/v1/applications/${serialOf('L', own(n))}`, as: holder(own(n)) }),
  },
  {
    ...{ operation: 'GET /v1/applications/{serial}/timeline', service: 'licence' },
    ask: (n) => ({ path: `/v1/applications/${serialOf('L', own(n))}/timeline`, as: holder(own(n)) }),
  },
  {
    ...{ operation: 'GET /v1/ops/applications/{serial}', service: 'licence' },
    ask: (n) => ({ path: `/v1/ops/applications/${serialOf('L', n)}`, as: operator }),
  },
  {
    ...{ operation: 'GET /v1/services/{business}/eligibility', service: 'licence' },
    ask: (n) => ({ path: `/v1/services/D1/eligibility?object=${uuidOf(n)}`, as: holder(n) }),
  },
];

const recordReads: readonly Read[] = [
  {
    ...{ operation: 'GET /v1/me/licences', service: 'licence' },
    ask: (n) => ({ path: '/v1/me/licences', as: holder(n) }),
  },
  {
    ...{ operation: 'GET /v1/me/licences/{licenceId}', service: 'licence' },
    ask: (n) => ({ path: `/v1/me/licences/${uuidOf(n)}`, as: holder(n) }),
  },
  {
    ...{ operation: 'GET /v1/me/vehicles', service: 'vehicle' },
    ask: (n) => ({ path: '/v1/me/vehicles', as: holder(n) }),
  },
  {
    ...{ operation: 'GET /v1/me/vehicles/{vehicleId}', service: 'vehicle' },
    ask: (n) => ({ path: `/v1/me/vehicles/${uuidOf(n)}`, as: holder(n) }),
  },
  {
    ...{ operation: 'GET /v1/ops/imports/licences/{importId}', service: 'licence' },
    ask: (n) => ({ path: `/v1/ops/imports/licences/${importOf(n)}`, as: operator }),
  },
  {
    ...{ operation: 'GET /v1/ops/imports/licences/{importId}/rejects', service: 'licence' },
    ask: (n) => ({ path: `/v1/ops/imports/licences/${importOf(n)}/rejects`, as: operator }),
  },
];

const otherReads: readonly Read[] = [
  {
    ...{ operation: 'GET /v1/ops/handovers/{handoverId}', service: 'fulfilment' },
    ask: (n) => ({ path: `/v1/ops/handovers/${uuidOf(n)}`, as: operator }),
  },
  {
    ...{ operation: 'GET /v1/ops/cash', service: 'fulfilment' },
    ask: (n) => ({ path: `/v1/ops/cash?day=${dayOfHandover(n)}`, as: staff('fulfilment') }),
  },
  {
    ...{ operation: 'GET /v1/me/standing', service: 'blacklist' },
    ask: (n) => ({ path: '/v1/me/standing', as: holder(n) }),
  },
  {
    ...{ operation: 'GET /v1/ops/standings/{person}', service: 'blacklist' },
    ask: (n) => ({ path: `/v1/ops/standings/${personOf(n)}?purpose=growth`, as: operator }),
  },
  {
    ...{ operation: 'GET /v1/ops/dead-letters/licence/{id}', service: 'licence' },
    ask: (n) => ({ path: `/v1/ops/dead-letters/licence/${n}?purpose=growth`, as: operator }),
  },
];

const identityReads: readonly Read[] = [
  {
    ...{ operation: 'GET /v1/me', service: 'identity' },
    ask: (n, grown) => {
      const { ref, account } = knownOf(grown, n);
      return { path: '/v1/me', as: person(ref, account) };
    },
  },
  {
    ...{ operation: 'GET /v1/me/sessions', service: 'identity' },
    ask: (n, grown) => {
      const { ref, account } = knownOf(grown, n);
      return { path: '/v1/me/sessions', as: person(ref, account) };
    },
  },
  {
    ...{ operation: 'GET /v1/me/capabilities', service: 'identity' },
    ask: (n, grown) => ({ path: '/v1/me/capabilities', as: person(knownOf(grown, n).ref) }),
  },
  {
    ...{ operation: 'GET /v1/me/addresses', service: 'identity' },
    ask: (n, grown) => ({ path: '/v1/me/addresses', as: person(knownOf(grown, n).ref) }),
  },
  {
    ...{ operation: 'POST /internal/directory/resolve', service: 'identity' },
    ask: (n, grown) => ({
      ...{ path: '/internal/directory/resolve', as: asked('licence') },
      body: { persons: [knownOf(grown, n).ref], purpose: 'growth', actor: 'staff:growth' },
    }),
  },
];

const exports: readonly Read[] = (
  [
    ['licence', (n) => personOf(own(n))],
    ['vehicle', (n) => personOf(n)],
    ['fulfilment', (n) => personOf(own(n))],
    ['blacklist', (n) => personOf(n)],
    ['identity', (n, grown) => knownOf(grown, n).ref],
  ] satisfies [ServiceName, (n: number, grown: Grown) => string][]
).map(([service, ref]) => ({
  ...{ operation: 'GET /internal/persons/{person}/export', service },
  ask: (n: number, grown: Grown) => ({
    path: `/internal/persons/${ref(n, grown)}/export`,
    as: asked('gateway'),
  }),
}));

/** Lists with pages; measured at their beginning and at page 1,000. */
export const pagedReads: readonly Paged[] = [
  {
    ...{ operation: 'GET /v1/services/{business}/applications', service: 'licence' },
    ask: () => ({ path: '/v1/services/D1/applications', as: person(busy) }),
    pageThousand: () => ({
      path: `/v1/services/D1/applications?${cursorAt(40 * 4_000, (n) => serialOf('L', n))}`,
      as: person(busy),
    }),
  },
  {
    ...{ operation: 'GET /v1/organisation/learners', service: 'licence' },
    ask: () => ({ path: '/v1/organisation/learners', as: school }),
    pageThousand: () => ({
      path: `/v1/organisation/learners?${cursorAt(40 * 4_000, uuidOf)}`,
      as: school,
    }),
  },
  {
    ...{ operation: 'GET /v1/ops/{owner}/applications', service: 'licence' },
    ask: () => ({ path: '/v1/ops/licence/applications', as: operator }),
    pageThousand: () => queued('/v1/ops/licence/applications', (n) => serialOf('L', n)),
  },
  {
    ...{ operation: 'GET /v1/ops/handovers', service: 'fulfilment' },
    ask: () => ({ path: '/v1/ops/handovers', as: operator }),
    pageThousand: () => queued('/v1/ops/handovers', uuidOf),
  },
  {
    ...{ operation: 'GET /v1/ops/liftings', service: 'blacklist' },
    ask: () => ({ path: '/v1/ops/liftings', as: operator }),
    pageThousand: () => queued('/v1/ops/liftings', uuidOf),
  },
  {
    ...{ operation: 'GET /v1/me/handovers', service: 'fulfilment' },
    ask: () => ({ path: '/v1/me/handovers', as: person(busy) }),
    pageThousand: () => ({ path: `/v1/me/handovers?${cursorAt(40 * 4_000, uuidOf)}`, as: person(busy) }),
  },
  {
    ...{ operation: 'GET /v1/ops/dead-letters/licence', service: 'licence' },
    ask: () => ({ path: '/v1/ops/dead-letters/licence', as: operator }),
    pageThousand: () => ({
      path: `/v1/ops/dead-letters/licence?cursor=${encodeCursor([BEFORE_PAGE_THOUSAND * 10])}`,
      as: operator,
    }),
  },
];

export const keyReads: readonly Read[] = [
  ...recordReads,
  ...applicationReads,
  ...otherReads,
  ...identityReads,
  ...exports,
];
export const reads: readonly Read[] = [...keyReads, ...pagedReads];

/** Operations of the OpenAPI document that are not measured, and why. */
export const leftOut: readonly { readonly operations: RegExp; readonly because: string }[] = [
  { operations: /^GET \/v1\/sandbox\//, because: 'sandboxes stay small' },
  { operations: /^GET \/v1\/(services|windows)$/, because: 'values of the catalogue and the province file' },
  { operations: /^GET \/v1\/ops\/staff$/, because: 'a province has some hundred' },
  {
    operations: /^GET \/v1\/(me\/(vehicle-uses|licence-consents)|me\/vehicles\/\{vehicleId\}\/users)$/,
    because:
      'three uses a person, three users a vehicle, a hundred consents at most, each behind an index of its person',
  },
  {
    operations: /^GET \/v1\/organisation\/(licences|licence-consents)$/,
    because: "paged like the organisation's learners, which are measured",
  },
  {
    operations: /^GET \/v1\/(organisation(\/grants)?|ops\/grants)$/,
    because: 'a province has some thousand organisations, each with a few agents and three grants at most',
  },
  { operations: /^GET \/v1\/ops\/dead-letters/, because: "the statements and tables of licence's" },
  { operations: /^GET \/v1\/ops\/imports\/vehicles\//, because: "the statements and tables of licence's" },
  {
    operations: /^GET \/v1\/me\/export$/,
    because: 'the exports of all services, which are measured, side by side',
  },
  { operations: /^GET .*\/recipient$/, because: 'one handover and one resolved person, which are measured' },
];
