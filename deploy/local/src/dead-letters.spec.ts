import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';

import { DeadLettersClient } from './dead-letters-client';
import { deadLettersCommand } from './dead-letters-command';
import { Problem } from './problem';

interface Heard {
  method: string;
  url: string;
  body: unknown;
  key: string | undefined;
  authorization: string | undefined;
}
type Reply = readonly [status: number, body?: unknown];

let gateway: Server;
let heard: Heard[];
let replies: Reply[];
let lines: string[];
let remarks: string[];

beforeAll(async () => {
  gateway = createServer((request, response) => {
    void text(request).then((body) => {
      const { 'idempotency-key': key, authorization } = request.headers;
      heard.push({
        ...{ method: request.method ?? '', url: request.url ?? '', authorization },
        ...{ body: body === '' ? undefined : (JSON.parse(body) as unknown), key: key as string | undefined },
      });
      const [status, answer] = replies.shift() ?? [500, {}];
      response.writeHead(status).end(answer === undefined ? '' : JSON.stringify(answer));
    });
  });
  await new Promise<void>((listening) => gateway.listen(0, '127.0.0.1', listening));
});
beforeEach(() => {
  [heard, replies, lines, remarks] = [[], [], [], []];
});
afterAll(() => {
  gateway.closeAllConnections();
  gateway.close();
});

const run = (...args: string[]) => {
  const { port } = gateway.address() as AddressInfo;
  const client = new DeadLettersClient(`http://127.0.0.1:${port}`, () => Promise.resolve('t'), 1);
  return deadLettersCommand(args, client, {
    line: (line) => lines.push(...line.split('\n')),
    remark: (line) => remarks.push(line),
  });
};
const letter = (id: number, more: object = {}) => ({
  ...{ service: 'licence', id, state: 'open', attempts: 2, cause: 'handler-failed', handler: 'licence.toy' },
  ...{ firstDiedAt: '2026-01-05T09:00:00.000+08:00', lastDiedAt: '2026-01-05T10:00:00.000+08:00' },
  ...{
    type: 'HandoverOpened',
    detail: 'Error: toy is broken',
    payload: { json: { person: '***' } },
    ...more,
  },
});

test('a list is a table: cause, attempts, first and last time', async () => {
  replies = [[200, { items: [letter(12), letter(7, { type: null })], next: null, missing: [] }]];
  expect(await run('list', '--service', 'licence', '--cause', 'handler-failed')).toBe(0);
  expect(lines).toEqual([
    'SERVICE  ID  STATE  ATTEMPTS  FIRST                LAST                 CAUSE           HANDLER      EVENT           DETAIL',
    'licence  12  open   2         2026-01-05 09:00:00  2026-01-05 10:00:00  handler-failed  licence.toy  HandoverOpened  Error: toy is broken',
    'licence  7   open   2         2026-01-05 09:00:00  2026-01-05 10:00:00  handler-failed  licence.toy  -               Error: toy is broken',
  ]);
  expect(heard).toMatchObject([
    {
      method: 'GET',
      url: '/v1/ops/dead-letters?service=licence&cause=handler-failed&limit=20',
      authorization: 'Bearer t',
    },
  ]);
});

test('a longer list takes several pages; who did not answer is named, and is a failure', async () => {
  const items = Array.from({ length: 100 }, (_, id) => letter(id));
  replies = [
    [200, { items, next: 'c1', missing: [] }],
    [200, { items: items.slice(0, 50), next: 'c2', missing: ['vehicle'] }],
  ];
  expect(await run('list', '--limit', '150', '--json')).toBe(1);
  expect(JSON.parse(lines.join('\n'))).toMatchObject({
    more: true,
    missing: ['vehicle'],
    items: { length: 150 },
  });
  expect(heard.map(({ url }) => url.split('?')[1])).toEqual(['limit=100', 'limit=50&cursor=c1']);
  expect(remarks).toEqual(['There are more: raise --limit.', 'vehicle did not answer.']);
});

test('one letter is shown as the platform shows it', async () => {
  replies = [[200, letter(7)]];
  expect(await run('show', 'licence', '7', '--purpose', 'ticket 9')).toBe(0);
  expect(JSON.parse(lines.join('\n'))).toEqual(letter(7));
  expect(heard[0]?.url).toBe('/v1/ops/dead-letters/licence/7?purpose=ticket+9');
});

test('a replay says how it ended; one that fails again is a failure', async () => {
  replies = [
    [200, { outcome: 'handled', attempts: 1, detail: '' }],
    [200, { outcome: 'failed', attempts: 3, detail: 'Error: no' }],
  ];
  expect(await run('replay', 'licence', '7')).toBe(0);
  expect(await run('replay', 'licence', '7')).toBe(1);
  expect(lines).toEqual(['licence 7: handled', 'licence 7: failed: Error: no']);
  expect(heard.map(({ method, url }) => `${method} ${url}`)).toEqual(
    Array(2).fill('POST /v1/ops/dead-letters/licence/7/replay'),
  );
  expect(heard[0]?.key).not.toBe(heard[1]?.key);
});

test('what may have got lost is sent again under the same key', async () => {
  replies = [
    [503, { code: 'unavailable' }],
    [504, {}],
    [200, { outcome: 'handled', attempts: 1, detail: '' }],
  ];
  expect(await run('replay', 'licence', '7')).toBe(0);
  expect(new Set(heard.map(({ key }) => key)).size).toBe(1);
  expect(heard).toHaveLength(3);
  replies = Array.from({ length: 9 }, () => [503, { code: 'unavailable' }] as const);
  await expect(run('replay', 'licence', '7')).rejects.toThrow('The platform stays away: unavailable.');
});

test('all are replayed batch by batch, service by service', async () => {
  const none = { replayed: 0, failed: 0, failures: [], next: null };
  replies = [
    [200, none],
    [200, { replayed: 49, failed: 1, failures: [{ id: 3, code: 'dead-letter.failed-again' }], next: 'n1' }],
    [200, { replayed: 2, failed: 0, failures: [], next: null }],
    ...Array.from({ length: 4 }, () => [200, none] as const),
  ];
  expect(await run('replay', '--all', '--cause', 'handler-failed')).toBe(1);
  expect(lines.slice(0, 3)).toEqual([
    'identity: 0 replayed, 0 failed',
    'licence: 51 replayed, 1 failed',
    '  licence 3: dead-letter.failed-again',
  ]);
  expect(heard.slice(1, 3).map(({ url, body }) => [url, body])).toEqual([
    ['/v1/ops/dead-letters/licence/replay', { cause: 'handler-failed', all: true }],
    ['/v1/ops/dead-letters/licence/replay', { cause: 'handler-failed', all: true, after: 'n1' }],
  ]);
});

test('a discard needs a reason', async () => {
  await expect(run('discard', 'licence', '7')).rejects.toThrow('Say why: --reason "…".');
  replies = [[204]];
  expect(await run('discard', 'licence', '7', '--reason', 'sent twice')).toBe(0);
  expect(heard).toMatchObject([
    { url: '/v1/ops/dead-letters/licence/7/discard', body: { reason: 'sent twice' } },
  ]);
  expect(lines).toEqual(['licence 7: discarded']);
});

test('a refusal is told with its code', async () => {
  replies = [[409, { code: 'dead-letter.discarded', detail: 'This dead letter was discarded.' }]];
  const refused = run('replay', 'licence', '7');
  await expect(refused).rejects.toThrow(Problem);
  await expect(refused).rejects.toThrow('This dead letter was discarded. (dead-letter.discarded)');
});

test.each([
  [['lost'], /There is no `dead-letters lost`/],
  [['list', '--colour', 'red'], /--colour/],
  [['list', '--limit', 'x'], /--limit/],
  [['show', 'licence'], /Name a service and a letter/],
  [['replay'], /--all/],
  [['replay', 'licence', '7', '8'], /Too many words/],
])('%j makes no sense', async (args, sentence) => {
  await expect(run(...args)).rejects.toThrow(sentence);
  expect(heard).toEqual([]);
});

test('help names every word, and asks nothing of the platform', async () => {
  expect([await run('--help'), await run('list', '-h'), await run()]).toEqual([0, 0, 1]);
  for (const word of ['list', 'show', 'replay', 'discard', '--reason', '--json'])
    expect(lines.join('\n')).toContain(word);
  expect(heard).toEqual([]);
});
