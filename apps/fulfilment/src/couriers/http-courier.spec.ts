import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';

import { type Announcement, CourierAway } from './courier-port';
import { HttpCourier } from './http-courier';

interface Asked {
  line: string;
  key: string | string[] | undefined;
  body: string;
}
let server: Server;
let courier: HttpCourier;
let asked: Asked[];
let answer: { status: number; body: string; headers?: Record<string, string> };

beforeEach(async () => {
  asked = [];
  server = createServer((request: IncomingMessage, response) => {
    void text(request).then((body) => {
      asked.push({ line: `${request.method} ${request.url}`, key: request.headers['idempotency-key'], body });
      response.writeHead(answer.status, answer.headers).end(answer.body);
    });
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  courier = new HttpCourier('swift', `http://127.0.0.1:${(server.address() as AddressInfo).port}/api/`);
});
afterEach(async () => {
  await courier.close();
  server.closeAllConnections();
  await new Promise((closed) => server.close(closed));
});

const announcement: Announcement = {
  handoverId: '00000000-0000-4000-8000-000000000001',
  recipient: { name: '王某', mobile: '13800000000', area: '130102', line: '中山东路1号' },
  collectFen: 3000,
  returns: [],
  limits: { refusals: 3, unreachable: 3, visits: 5 },
};

it('announces a parcel under the handover’s id as its key', async () => {
  answer = { status: 201, body: '{"parcel":"SW1","note":"theirs"}' };
  expect(await courier.announce(announcement)).toBe('SW1');
  const { handoverId, ...told } = announcement;
  expect(asked).toMatchObject([{ line: 'POST /api/parcels', key: handoverId }]);
  expect(JSON.parse(asked[0]!.body)).toEqual({ reference: handoverId, ...told });
});

it('reads the visits of a parcel, their times in UTC', async () => {
  const visit = { visit: 1, outcome: 'refused', at: '2026-01-07T09:00:00+08:00', cashFen: 0 };
  answer = { status: 200, body: JSON.stringify({ visits: [{ ...visit, driver: 'theirs' }] }) };
  expect(await courier.visits('SW/1')).toEqual([{ ...visit, at: '2026-01-07T01:00:00.000Z' }]);
  expect(asked[0]!.line).toBe('GET /api/parcels/SW%2F1/visits');
});

it.each([
  ['an error', { status: 500, body: '{}' }],
  ['no JSON', { status: 200, body: '<html>' }],
  ['another shape', { status: 200, body: '{"visits":[{"visit":0}]}' }],
  [
    'no moment',
    { status: 200, body: '{"visits":[{"visit":1,"outcome":"refused","at":"today","cashFen":0}]}' },
  ],
])('%s is the courier’s failure, to be tried again later', async (_, bad) => {
  answer = bad;
  await expect(courier.visits('SW1')).rejects.toThrow(CourierAway);
});

it('an answer that leads elsewhere is not followed', async () => {
  answer = { status: 302, body: '', headers: { location: '/api/parcels/other/visits' } };
  await expect(courier.visits('SW1')).rejects.toThrow(CourierAway);
  expect(asked.map(({ line }) => line)).toEqual(['GET /api/parcels/SW1/visits']);
});

it('a courier who fails again and again is left alone for a while', async () => {
  answer = { status: 503, body: '' };
  for (let call = 0; call < 8; call += 1) await expect(courier.visits('SW1')).rejects.toThrow(CourierAway);
  expect(asked).toHaveLength(5);
});
