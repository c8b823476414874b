import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

import type { PersonRef } from '@open122/contracts';
import { PRINCIPAL_HEADER, signPrincipal } from '@open122/http';
import { Kafka, logLevel } from 'kafkajs';
import { Client } from 'pg';

import { aWorldWithCitizens } from './cast';
import { databaseOf, thePlatform } from '../platform';
import { LOST_LICENCE } from '../story/errand';
import { headersOf } from '../messaging/raw-bus';
import { checkout } from '../messaging/toy-world';
import { until } from '../messaging/until';

jest.setTimeout(180_000);

const PRE_CHECKS = 1_000;
const platform = thePlatform();
let database: Client;
let listed: { person: PersonRef; licenceId: string }[];
beforeAll(async () => {
  database = new Client({ connectionString: databaseOf(platform, 'licence') });
  await database.connect();
  const { citizens } = await aWorldWithCitizens(2);
  const { rows } = await database.query<{ person: PersonRef; licenceId: string }>(
    'select person, licence_id as "licenceId" from licence where licence_id = any($1)',
    [citizens.map(({ bound }) => bound.licenceId)],
  );
  listed = rows;
  await list(rows.map(({ person }) => person));
});
afterAll(() => database.end());

/** Says what the blacklist would say after a third refusal. */
async function list(persons: readonly PersonRef[]): Promise<void> {
  const kafka = new Kafka({ clientId: 'rebuild', brokers: platform.brokers, logLevel: logLevel.NOTHING });
  const producer = kafka.producer();
  await producer.connect();
  const cause = { cause: 'third-refusal', serial: 'HEL202601050000001', at: '2026-01-05T01:00:00.000Z' };
  const listing = { from: cause.at, until: '2099-01-01T00:00:00.000Z', causes: [cause] };
  const messages = persons.map((person) => ({
    key: person,
    headers: headersOf('StandingChanged', 1),
    value: JSON.stringify({ person, listing }),
  }));
  await producer.send({ topic: 'he.blacklist.standing.v1', messages });
  await producer.disconnect();
  await until('the copy has heard of it', async () => {
    const { rowCount } = await database.query('select 1 from standing where person = any($1)', [persons]);
    return rowCount === persons.length;
  });
}

/** Asks the licence service itself: the gateway would rightly slow one citizen down who asks a thousand times. */
async function preCheck({ person, licenceId }: (typeof listed)[number]): Promise<string> {
  const principal = signPrincipal(
    { kind: 'person', person, account: '00000000-0000-0000-0000-000000000000', level: 'window' },
    {
      issuer: 'gateway',
      audience: 'licence',
      key: platform.settings.LICENCE_PRINCIPAL_KEY ?? '',
      wallNow: new Date().toISOString() as never,
    },
  );
  const answer = await fetch(
    `${platform.services.licence}/v1/services/${LOST_LICENCE}/eligibility?object=${licenceId}`,
    { headers: { [PRINCIPAL_HEADER]: principal } },
  );
  const { eligible, reasons = [] } = (await answer.json()) as {
    eligible?: boolean;
    reasons?: { code: string }[];
  };
  return `${answer.status} ${eligible} ${reasons.some(({ code }) => code === 'person.listed')}`;
}

function rebuild(): Promise<number | null> {
  const program = join(checkout, 'deploy', 'local', 'dist', 'src', 'rebuild.js');
  const child = spawn(process.execPath, [program, 'licence', 'standing'], {
    env: { ...process.env, ...platform.settings },
    stdio: 'ignore',
  });
  return new Promise((resolve) => child.once('exit', resolve));
}

it('of a thousand pre-checks of listed persons none passes while the copy is rebuilt', async () => {
  const rows = async () => (await database.query('select * from standing order by person')).rows as unknown[];
  const before = await rows();
  const answers = new Map<string, number>();
  let checks = 0;
  let rebuilds = 0;
  const checking = Array.from({ length: 4 }, async (_, first) => {
    for (let at = first; checks < PRE_CHECKS || rebuilds < 2; at += 1) {
      const answer = await preCheck(listed[at % listed.length] as (typeof listed)[number]);
      answers.set(answer, (answers.get(answer) ?? 0) + 1);
      checks += 1;
      await sleep(2);
    }
  });
  for (; rebuilds < 2; rebuilds += 1) expect(await rebuild()).toBe(0);
  await Promise.all(checking);
  expect([...answers.keys()]).toEqual(['200 false true']);
  expect(checks).toBeGreaterThanOrEqual(PRE_CHECKS);
  expect(await rows()).toEqual(before);
});
