import type { ServerResponse } from 'node:http';

import { ON_EVERY_ANSWER } from '@open122/http';

import { citizen, type TestGateway, testGateway } from '../testing/gateway';

let gateway: TestGateway;
beforeAll(async () => {
  gateway = await testGateway({ GATEWAY_UNDER_WAY: '3' });
});
afterAll(() => gateway.close());

const ask = async (path: string) =>
  gateway.app.request('GET', path, { headers: { authorization: `Bearer ${await gateway.token(citizen)}` } });

it('who comes when too many wait for a service is told so at once; the others are served, and make room', async () => {
  const held: ServerResponse[] = [];
  gateway.far.answering = ({ url }, response) =>
    void (url === '/v1/me/licences' ? held.push(response) : response.end('{}'));
  const waiting = [1, 2, 3].map(() => ask('/v1/me/licences'));
  while (held.length < 3) await new Promise((turn) => setTimeout(turn, 10));
  const began = performance.now();
  const refused = await ask('/v1/me/licences');
  expect([refused.status, refused.body.code, refused.headers.get('retry-after')]).toEqual([
    503,
    'overloaded',
    '1',
  ]);
  expect(performance.now() - began).toBeLessThan(1_000);
  const english = await fetch(`${gateway.app.url}/v1/me/licences?limit=1`, {
    headers: { 'accept-language': 'en', traceparent: `00-${'a'.repeat(32)}-${'b'.repeat(16)}-01` },
  });
  expect(english.headers.get('content-type')).toBe('application/problem+json; charset=utf-8');
  expect(Object.fromEntries(english.headers)).toMatchObject(ON_EVERY_ANSWER);
  expect(await english.json()).toMatchObject({
    ...{ code: 'overloaded', title: 'Unavailable', instance: '/v1/me/licences', traceId: 'a'.repeat(32) },
  });
  expect((await fetch(`${gateway.app.url}/v1/nowhere`)).status).toBe(404);
  expect((await ask('/v1/me/vehicles')).status).toBe(200);
  for (const response of held) response.end('{}');
  expect((await Promise.all(waiting)).map(({ status }) => status)).toEqual([200, 200, 200]);
  gateway.far.answering = (_, response) => response.end('{}');
  expect((await ask('/v1/me/licences')).status).toBe(200);
});
