import { businessOf } from '@open122/catalogue';
import { ownerOfSerial, type ServiceName } from '@open122/contracts';

import { refuse } from '../refusals';

/** The services behind the gateway. */
export type Upstream = Exclude<ServiceName, 'gateway'>;
export const UPSTREAMS: readonly Upstream[] = ['identity', 'licence', 'vehicle', 'fulfilment', 'blacklist'];

const MEBIBYTE = 1024 * 1024;

/** What the gateway does with the requests of a route, besides passing them on. */
export interface Manner {
  /** Signing in and asking for codes: no session yet, a limit of their own. */
  readonly signsIn?: true;
  /** Exists in sandbox provinces alone. */
  readonly sandbox?: true;
  /** Carries a courier's signature instead of a session. */
  readonly courier?: true;
  /** The body is passed on while it comes in, instead of once it has come. */
  readonly streamed?: true;
  /** Largest body in bytes. */
  readonly bodyLimit?: number;
  /** Milliseconds a service may take before it begins to answer, when more than usual. */
  readonly patience?: number;
}

export interface Destination extends Manner {
  readonly bodyLimit: number;
  readonly service: Upstream;
  /** The pattern, as clients write it. */
  readonly route: string;
  /** The values of the pattern's `{…}`, in order. */
  readonly values: readonly string[];
}

type Chooser = (values: readonly string[]) => Upstream;
type Row = readonly [pattern: string, to: Upstream | Chooser, manner?: Manner];

const byBusiness: Chooser = ([id]) => {
  const business = businessOf(id ?? '');
  if (business === undefined) throw refuse.unknownBusiness();
  return business.owner;
};
const bySerial: Chooser = ([serial]) => {
  const owner = ownerOfSerial(serial ?? '');
  if (owner === null) throw refuse.unknownSerial();
  return owner;
};
const byName: Chooser = ([name]) => {
  const service = UPSTREAMS.find((each) => each === name);
  if (service === undefined) throw refuse.unknownService();
  return service;
};

const signsIn: Manner = { signsIn: true };
/** A registry file: own limit of 1 GiB, answered once it is read (design §7). */
const upload: Manner = { streamed: true, bodyLimit: 1024 * MEBIBYTE, patience: 30 * 60_000 };
/** A batch of replays is as many transactions. */
const batch: Manner = { patience: 60_000 };

/** Prefix → service, the first that fits. `{x}` is one segment, a trailing `**` any number of them. */
const ROWS: readonly Row[] = [
  ['v1/services/{business}/**', byBusiness],
  ['v1/applications/{serial}/**', bySerial],
  ['v1/ops/applications/{serial}/**', bySerial],
  ['v1/ops/licence/applications/**', 'licence'],
  ['v1/ops/vehicle/applications/**', 'vehicle'],
  ['v1/me/licences/**', 'licence'],
  ['v1/me/licence-consents/**', 'licence'],
  ['v1/me/vehicles/**', 'vehicle'],
  ['v1/me/vehicle-uses/**', 'vehicle'],
  ['v1/me/handovers/**', 'fulfilment'],
  ['v1/me/standing', 'blacklist'],
  ['v1/me/standing/appeals', 'blacklist'],
  ['v1/me/addresses/**', 'identity'],
  ['v1/me/mobile', 'identity'],
  ['v1/me/password', 'identity'],
  ['v1/me/mobile-codes', 'identity'],
  ['v1/me/sessions/**', 'identity'],
  ['v1/me/capabilities', 'identity'],
  ['v1/me/closure', 'identity'],
  ['v1/me', 'identity'],
  ['v1/sms-codes', 'identity', signsIn],
  ['v1/account/registrations', 'identity', signsIn],
  ['v1/account/activation', 'identity', signsIn],
  ['v1/account/password-resets', 'identity', signsIn],
  ['v1/sessions', 'identity', signsIn],
  ['v1/sessions/refresh', 'identity', signsIn],
  ['v1/staff-sessions', 'identity', signsIn],
  ['v1/sessions/current', 'identity'],
  ['v1/organisation/activation', 'identity', signsIn],
  ['v1/organisation/sessions', 'identity', signsIn],
  ['v1/organisation/grants', 'identity'],
  ['v1/organisation/learners', 'licence'],
  ['v1/organisation/licences', 'licence'],
  ['v1/organisation/licence-consents', 'licence'],
  ['v1/organisation/new-vehicles', 'vehicle'],
  ['v1/organisation', 'identity'],
  ['v1/step-ups/**', 'identity'],
  ['v1/windows/**', 'identity'],
  ['v1/ops/staff/**', 'identity'],
  ['v1/ops/sessions/**', 'identity'],
  ['v1/ops/grants/**', 'identity'],
  ['v1/ops/imports/licences/**', 'licence', upload],
  ['v1/ops/imports/vehicles/**', 'vehicle', upload],
  ['v1/ops/handovers/**', 'fulfilment'],
  ['v1/ops/cash/**', 'fulfilment'],
  ['v1/ops/standings/**', 'blacklist'],
  ['v1/ops/liftings/**', 'blacklist'],
  ['v1/ops/dead-letters/{service}/**', byName, batch],
  ['v1/couriers/{courier}/callbacks', 'fulfilment', { courier: true, bodyLimit: MEBIBYTE / 16 }],
  ['v1/sandbox/sms/**', 'identity', { sandbox: true }],
];

const table = ROWS.map(([pattern, to, manner = {}]) => {
  const parts = pattern.split('/');
  const open = parts.at(-1) === '**';
  return { route: `/${pattern}`, parts: open ? parts.slice(0, -1) : parts, open, to, manner };
});

function fits(parts: readonly string[], open: boolean, segments: readonly string[]): boolean {
  if (open ? segments.length < parts.length : segments.length !== parts.length) return false;
  return parts.every((part, index) => part.startsWith('{') || part === segments[index]);
}

/**
 * Where a request goes, by its decoded path; null when nowhere.
 * Refuses `business.unknown` and `application.not-found` when the path names an owner that does not exist.
 */
export function destinationOf(segments: readonly string[]): Destination | null {
  const row = table.find(({ parts, open }) => fits(parts, open, segments));
  if (row === undefined) return null;
  const values = segments.filter((_, index) => row.parts[index]?.startsWith('{'));
  const service = typeof row.to === 'string' ? row.to : row.to(values);
  return { bodyLimit: MEBIBYTE, ...row.manner, route: row.route, service, values };
}
