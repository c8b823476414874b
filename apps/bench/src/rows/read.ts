import type { LocalProvince } from '@open122/local';
import { signPrincipal } from '@open122/http';
import type { Instant } from '@open122/contracts';

import { compared } from '../figures';
import { type HttpFigures, httpLoad, type HttpLoad } from '../http-load';
import type { Places } from '../places';
import { type Holder, principalOf, registerHolders } from '../read/registered';
import { accessTokens } from '../read/tokens';
import { interleaved } from '../rounds';
import type { Bench, Finding, Row } from '../row';

const BARE_PORT = 28_390;
const PROXY_PORT = 28_391;
/** So many persons look up their licences, so that no answer is at hand already. */
const HOLDERS = 1_000;
const CONNECTIONS = 32;
const MEASURED = 3_000;
const WARM_UP = 4_000;
const PRINCIPAL_SECONDS = 7_200;

/** The statement of libs' read, as licence.store.ts sends it. */
const SQL = `select licence.*, licence_binding.bound_at as "boundAt"
  from licence_binding join licence using (licence_id)
  where licence_binding.person = $1 order by licence_binding.bound_at, licence_id`;

const goals = {
  cpu: { id: 'P1', what: 'CPU of a read ÷ bare Fastify + pg', limit: 1.35, is: 'most' },
  p99: { id: 'P1', what: 'p99 of a read at half load ÷ bare Fastify + pg', limit: 1.5, is: 'most' },
  gateway: {
    id: 'P2',
    what: 'CPU of a read through the gateway ÷ http-proxy + bare',
    limit: 1.25,
    is: 'most',
  },
} as const;

/** The same licences read from our service and from the baseline, and both through their gateways. */
interface Sides {
  readonly ours: Side;
  readonly bare: Side;
  readonly gateway: Side;
  readonly proxy: Side;
}
type Side = Pick<HttpLoad, 'url' | 'requests' | 'pids'>;

export const read: Row = {
  name: 'read',
  title: 'an authorised, validated, logged read: at the service, and through the gateway',
  run: async (bench) => {
    const { ours, bare, gateway, proxy } = await sidesOf(bench.places);
    bench.tell('warming up');
    for (const side of [ours, bare, gateway, proxy])
      await httpLoad({ ...side, connections: CONNECTIONS, milliseconds: WARM_UP });
    return [...(await atService(bench, ours, bare)), await throughGateway(bench, gateway, proxy)];
  },
};

async function atService(bench: Bench, ours: Side, bare: Side): Promise<Finding[]> {
  const full = await rounds(bench, 'at the service', ours, bare);
  const rate = Math.round(Math.min(...full.map((round) => round.ours.perSecond)) / 2);
  const half = await rounds(bench, `at ${rate} a second`, ours, bare, rate);
  return [
    compared(goals.cpu, of(full, 'cpu'), 'µs'),
    compared(goals.p99, of(half, 'p99'), 'ms', `at ${rate} reads a second`),
  ];
}

async function throughGateway(bench: Bench, gateway: Side, proxy: Side): Promise<Finding> {
  return compared(goals.gateway, of(await rounds(bench, 'through the gateway', gateway, proxy), 'cpu'), 'µs');
}

const rounds = (bench: Bench, where: string, ours: Side, baseline: Side, rate?: number) => {
  const load = (side: Side) => () =>
    httpLoad({
      ...{ ...side, connections: CONNECTIONS, milliseconds: MEASURED },
      ...(rate === undefined ? {} : { rate }),
    });
  return interleaved(load(ours), load(baseline), (round, all) =>
    bench.tell(`${where}, round ${round} of ${all}`),
  );
};

const of = (all: readonly { ours: HttpFigures; baseline: HttpFigures }[], name: 'cpu' | 'p99') =>
  all.map(({ ours, baseline }) => ({ ours: ours[name], baseline: baseline[name] }));

async function sidesOf(places: Places): Promise<Sides> {
  const province = await places.province();
  const holders = await registerHolders(province.settings.LICENCE_DATABASE_URL ?? '', 1, HOLDERS);
  const bare = await places.run({
    ...{
      name: 'bare',
      file: 'apps/bench/dist/src/read/program.js',
      readyAt: `http://127.0.0.1:${BARE_PORT}/ready`,
    },
    env: {
      BARE_PORT: String(BARE_PORT),
      BARE_DATABASE_URL: province.settings.LICENCE_DATABASE_URL ?? '',
      BARE_SQL: SQL,
    },
  });
  const proxy = await places.run({
    ...{
      name: 'proxy',
      file: 'apps/bench/dist/src/read/program.js',
      readyAt: `http://127.0.0.1:${PROXY_PORT}/ready`,
    },
    env: { BARE_PORT: String(PROXY_PORT), BARE_UPSTREAM: `http://127.0.0.1:${BARE_PORT}` },
  });
  const [postgres, licence, gateway, redis] = await places.pids('postgres', 'licence', 'gateway', 'redis');
  const plain = holders.map(({ person }) => ({ path: `/v1/me/licences/${person}` }));
  const pids = (...all: (number | undefined)[]) => all.filter((pid) => pid !== undefined);
  return {
    ours: {
      ...{ url: province.url('licence'), requests: signed(holders, province) },
      pids: pids(postgres, licence),
    },
    bare: { url: `http://127.0.0.1:${BARE_PORT}`, requests: plain, pids: pids(postgres, bare.pid) },
    gateway: {
      ...{ url: province.url('gateway'), requests: await signedIn(holders, province) },
      pids: pids(postgres, licence, gateway, redis),
    },
    proxy: {
      url: `http://127.0.0.1:${PROXY_PORT}`,
      requests: plain,
      pids: pids(postgres, bare.pid, proxy.pid),
    },
  };
}

/** As the gateway would ask. */
const signed = (holders: readonly Holder[], { settings }: LocalProvince) =>
  holders.map((holder) => ({
    path: `/v1/me/licences/${holder.licenceId}`,
    headers: {
      'x-principal': signPrincipal(principalOf(holder), {
        ...{ issuer: 'gateway', audience: 'licence', key: settings.LICENCE_PRINCIPAL_KEY ?? '' },
        ...{ wallNow: new Date().toISOString() as Instant, seconds: PRINCIPAL_SECONDS },
      }),
    },
  }));

async function signedIn(holders: readonly Holder[], { settings }: LocalProvince) {
  const tokens = await accessTokens(holders, settings.IDENTITY_TOKEN_KEY ?? '', 'he');
  return holders.map(({ licenceId }, at) => ({
    path: `/v1/me/licences/${licenceId}`,
    headers: { authorization: `Bearer ${tokens[at] ?? ''}` },
  }));
}
