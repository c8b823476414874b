import { randomUUID } from 'node:crypto';

import { type Instant, topicName } from '@open122/contracts';
import { signPrincipal } from '@open122/http';
import type { LocalProvince } from '@open122/local';
import type { Request } from 'autocannon';

import { licenceOf } from '../command/licence-of';
import { commandTables, WRITE } from '../command/tables';
import { compared } from '../figures';
import { type HttpFigures, httpLoad, type HttpLoad } from '../http-load';
import { pgbench, pgbenchNote } from '../pgbench';
import { inDatabase, type Places } from '../places';
import { principalOf } from '../read/registered';
import { accessTokens } from '../read/tokens';
import { interleaved } from '../rounds';
import type { Bench, Finding, Row } from '../row';

const PORT = { service: 28_392, gateway: 28_393, textbook: 28_394 } as const;
const CONNECTIONS = 32;
const SECONDS = 3;
const LIFETIME = 7_200;
const HOLDER = { person: 'bench-command'.padEnd(43, '0') as never, licenceId: randomUUID() };
const PATH = '/v1/me/licences/records';

const goals = {
  service: {
    id: 'P3',
    what: 'commands/s at the service ÷ pgbench, the same SQL as one statement',
    limit: 0.45,
    is: 'least',
  },
  gateway: { id: 'P3', what: 'commands/s through the gateway ÷ the same', limit: 0.3, is: 'least' },
  textbook: { id: 'P3', what: 'commands/s at the service ÷ the textbook', limit: 5, is: 'least' },
} as const;

type Side = () => Promise<number>;

export const command: Row = {
  name: 'command',
  title: 'a command: idempotency key + write + outbox in one transaction',
  run: async (bench) => {
    const sides = await sidesOf(bench.places);
    bench.tell('warming up');
    await sides.service();
    await sides.gateway();
    const findings: Finding[] = [];
    for (const name of ['service', 'gateway'] as const)
      findings.push(await against(bench, goals[name], sides[name], sides.one));
    findings.push(await against(bench, goals.textbook, sides.service, sides.textbook));
    return findings;
  },
};

async function against(bench: Bench, goal: Finding['goal'], ours: Side, baseline: Side): Promise<Finding> {
  const rounds = await interleaved(ours, baseline, (round, all) =>
    bench.tell(`${goal.what}, round ${round} of ${all}`),
  );
  return compared(goal, rounds, '1/s', goal === goals.textbook ? undefined : pgbenchNote());
}

async function sidesOf(places: Places) {
  const province = await places.province();
  const url = await places.database('bench_command', commandTables);
  const bare = await places.database('bench_command_bare', commandTables);
  await Promise.all([
    places.run(serviceOf(province, url)),
    places.run(gatewayOf(province)),
    places.run(textbookOf(province, await places.database('bench_textbook', commandTables))),
  ]);
  const [token = ''] = await accessTokens([HOLDER], province.settings.IDENTITY_TOKEN_KEY ?? '', 'he');
  const posts =
    (port: number, headers: Record<string, string>): Side =>
    async () =>
      (await posted(port, headers)).perSecond;
  return {
    service: posts(PORT.service, { 'x-principal': signed(province) }),
    gateway: posts(PORT.gateway, { authorization: `Bearer ${token}` }),
    textbook: posts(PORT.textbook, {}),
    one: async () => {
      const plan = { url: bare, statements: [ONE], clients: CONNECTIONS, seconds: SECONDS };
      return pgbench(plan).finally(() => inDatabase(bare, 'truncate outbox, record, idempotency'));
    },
  };
}

const posted = (port: number, headers: Record<string, string>): Promise<HttpFigures> => {
  const load: HttpLoad = {
    ...{ url: `http://127.0.0.1:${port}`, once: creating(headers) },
    ...{ connections: CONNECTIONS, milliseconds: SECONDS * 1_000, pids: [] },
  };
  return httpLoad(load);
};

/** Each request has a key and a record of its own. */
const creating = (headers: Record<string, string>) => (): Request => ({
  ...{ method: 'POST', path: PATH },
  headers: { ...headers, 'content-type': 'application/json', 'idempotency-key': randomUUID() },
  body: JSON.stringify({ licenceId: randomUUID() }),
});

const at = (port: number, path: string): string => `http://127.0.0.1:${port}${path}`;

const serviceOf = ({ settings }: LocalProvince, url: string) => ({
  ...{ name: 'command', file: 'apps/bench/dist/src/command/program.js' },
  env: { ...settings, LICENCE_PORT: String(PORT.service), LICENCE_DATABASE_URL: url },
  readyAt: at(PORT.service, '/health/ready'),
});
/** A gateway of its own, for which that service is licence. */
const gatewayOf = ({ settings }: LocalProvince) => ({
  ...{ name: 'command-gateway', file: 'apps/gateway/dist/src/main.js' },
  env: { ...settings, GATEWAY_PORT: String(PORT.gateway), GATEWAY_LICENCE_URL: at(PORT.service, '') },
  readyAt: at(PORT.gateway, '/health/ready'),
});
const textbookOf = ({ settings }: LocalProvince, url: string) => ({
  ...{ name: 'textbook', file: 'apps/bench/dist/src/textbook/program.js' },
  env: {
    ...{ BARE_PORT: String(PORT.textbook), BARE_DATABASE_URL: url },
    ...{ KAFKA_BROKERS: settings.KAFKA_BROKERS ?? '', BARE_TOPIC: topicName('he', 'licence.licence') },
  },
  readyAt: at(PORT.textbook, '/ready'),
});

const signed = ({ settings }: LocalProvince): string =>
  signPrincipal(principalOf(HOLDER), {
    ...{ issuer: 'gateway', audience: 'licence', key: settings.LICENCE_PRINCIPAL_KEY ?? '' },
    ...{ wallNow: new Date().toISOString() as Instant, seconds: LIFETIME },
  });

/** A literal; pgbench takes a colon before a letter or digit for a variable of its own, in quotes too. */
const text = (value: unknown): string =>
  `'${(typeof value === 'string' ? value : JSON.stringify(value)).replace(/:(?=\w)/g, ': ')}'`;
const UUID = 'md5(:id::bigint::text)::uuid';
const WHEN = "'2026-01-01'";
/** What the command's five statements write, of the same size, in one (B3). */
const ONE = `with kept as (
    insert into idempotency (key_hash, body_digest, status, body, created_at)
    values (md5(:id::bigint::text), ${text('d'.repeat(43))}, 201, ${text({ licenceId: randomUUID() })}, ${WHEN})
  ), written as (
    ${WRITE.replace('$1, $2, $3', `${UUID}, ${text(HOLDER.person)}, ${WHEN}`)}
  ), said as (
    insert into outbox (topic, key, headers, payload) values (${text(topicName('he', 'licence.licence'))},
      md5(:id::bigint::text), ${text(headersOfEvent())}, ${text(licenceOf(randomUUID(), HOLDER.person))})
  )
  select pg_try_advisory_xact_lock(:id::bigint)`;

/** As big as those of an event of ours. */
function headersOfEvent(): object {
  const trace = 'a'.repeat(32);
  return {
    ...{ ce_specversion: '1.0', ce_id: randomUUID(), ce_type: 'LicenceChanged', ce_source: '/he/licence' },
    ...{ ce_time: '2026-01-01T00.00.00.000Z', aggregateversion: '1', correlationid: trace },
    ...{ traceparent: `00-${trace}-${'b'.repeat(16)}-01`, 'content-type': 'application/json' },
  };
}
