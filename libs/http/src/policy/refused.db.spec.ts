import type { PersonRef } from '@open122/contracts';
import { type TestApp, testApp, type TestDatabase, testMigrations } from '@open122/testkit';

import { httpTables } from '../tables';
import { toys, toyTable } from '../testing/toys';

const lines: string[] = [];
let database: TestDatabase;
let app: TestApp;
beforeAll(async () => {
  database = await testMigrations([httpTables, toyTable]);
  app = await testApp(toys, {
    database,
    env: { LOG_LEVEL: 'info' },
    log: { write: (line: string) => void lines.push(line) },
  });
});
afterAll(async () => {
  await app.close();
  await database.close();
});

beforeEach(() => void (lines.length = 0));
const told = () => lines.map((line) => JSON.parse(line) as Record<string, unknown>);

it('who asked for what, and was refused, is in the log', async () => {
  const citizen = {
    kind: 'person',
    person: 'p'.repeat(43) as PersonRef,
    account: 'a1',
    level: 'online',
  } as const;
  await app.request('GET', '/v1/toys/precious', { as: citizen });
  await app.request('GET', '/v1/toys/mine', { as: { kind: 'staff', staff: 's1', role: 'clerk' } });
  await app.request('GET', '/v1/toys/mine');
  await app.request('GET', '/v1/toys/mine', { headers: { 'x-principal': 'forged' } });
  await app.request('GET', '/v1/toys/mine', { as: citizen });
  const requests = told().filter(({ msg }) => msg === 'request');
  expect(requests.map(({ route, status, actor }) => [route, status, actor])).toEqual([
    ['/v1/toys/precious', 403, 'person:a1'],
    ['/v1/toys/mine', 403, 'staff:s1'],
    ['/v1/toys/mine', 401, 'anonymous'],
    ['/v1/toys/mine', 401, undefined],
    ['/v1/toys/mine', 200, 'person:a1'],
  ]);
  for (const { trace, time } of requests)
    expect([trace, time]).toEqual([expect.stringMatching(/^[0-9a-f]{32}$/), expect.stringMatching(/Z$/)]);
});

it('an error of ours is in the log with its cause, under the trace that the answer names', async () => {
  const { body } = await app.request('GET', '/v1/toys/broken');
  const error = told().find(({ context }) => context === 'Problem');
  expect(error).toMatchObject({ level: 'error', trace: body.traceId, err: { message: 'secret inside' } });
});
