import { connect } from 'node:net';
import { text } from 'node:stream/consumers';

import { type TestApp, testApp, type TestDatabase, testMigrations } from '@open122/testkit';

import { httpTables } from '..';
import { toys, toyTable } from './toys';

let database: TestDatabase;
let app: TestApp;
beforeAll(async () => {
  database = await testMigrations([httpTables, toyTable]);
  app = await testApp(toys, { database });
});
afterAll(async () => {
  await app.close();
  await database.close();
});

/** What comes back for these very bytes, until the server closes. */
async function sent(bytes: string) {
  const socket = connect(Number(new URL(app.url).port), '127.0.0.1');
  socket.write(bytes);
  const [head = '', body = ''] = (await text(socket)).split('\r\n\r\n');
  return { head, status: Number(head.split(' ')[1]), body };
}
const post = (headers: string, body = '') =>
  `POST /v1/toys/digest HTTP/1.1\r\nhost: x\r\nconnection: close\r\n${headers}\r\n\r\n${body}`;

describe('bytes that are no HTTP', () => {
  it.each([
    ['garbage', 'FOO BAR\r\n\r\n', 400, 'request.not-http'],
    ['an unknown method', 'XYZZY /v1/toys HTTP/1.1\r\nhost: x\r\n\r\n', 400, 'request.not-http'],
    ['HTTP/2', 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n', 400, 'request.not-http'],
    ['two lengths', post('content-length: 5\r\ncontent-length: 6', 'abcde'), 400, 'request.not-http'],
    [
      'a length and chunks',
      post('content-length: 5\r\ntransfer-encoding: chunked', '0\r\n\r\n'),
      400,
      'request.not-http',
    ],
    ['headers of 20 kB', post(`x-long: ${'y'.repeat(20_000)}`), 431, 'request.headers-too-large'],
    ['no host', 'GET /v1/toys HTTP/1.1\r\nconnection: close\r\n\r\n', 400, 'request.bad-target'],
    [
      'a path of 5 kB',
      `GET /v1/toys/${'a'.repeat(5_000)} HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n`,
      404,
      'request.unknown-route',
    ],
  ])('%s: a problem document', async (_, bytes, status, code) => {
    const answer = await sent(bytes);
    expect(answer.head).toMatch(/content-type: application\/problem\+json/i);
    expect([answer.status, JSON.parse(answer.body)]).toEqual([
      status,
      expect.objectContaining({ status, code, traceId: expect.stringMatching(/^[0-9a-f]{32}$/) as string }),
    ]);
  });

  it('a path parameter of 5 kB is the handler’s to judge: this one always fails', async () => {
    const { status } = await app.request('GET', `/v1/toys/sql/${'a'.repeat(5_000)}`);
    expect(status).toBe(500);
  });

  it('an unknown expectation is passed over', async () => {
    expect((await sent(post('content-length: 0\r\nexpect: miracles'))).status).toBe(201);
  });
});
