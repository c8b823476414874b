import { randomUUID } from 'node:crypto';

import { SERVICES } from '@open122/contracts';

import { administratorOf, thePlatform } from './platform';
import { staff } from './story/cast';
import { GatewayClient } from './story/gateway-client';
import { until } from './story/until';

jest.setTimeout(120_000);
const platform = thePlatform();
const gateway = new GatewayClient(platform.gateway);
const administrator = staff(gateway, administratorOf(platform));

interface Seen {
  cursor: string;
  topic: string;
  type: string;
}
interface Operation {
  summary?: string;
  'x-allow'?: string[];
  parameters?: { name: string; in: string }[];
  responses: Record<string, unknown>;
}
type Document = { openapi: string; 'x-missing'?: string[]; paths: Record<string, Record<string, Operation>> };

const documentOf = () => gateway.expect<Document>(200, { path: '/openapi.json' });
const operationsOf = ({ paths }: Document) =>
  Object.entries(paths).flatMap(([path, operations]) =>
    Object.entries(operations).map(([method, operation]) => ({
      path,
      method: method.toUpperCase(),
      operation,
    })),
  );

describe('the face of the whole platform', () => {
  it('is one document with the operations of all services, each with its policy and in both languages', async () => {
    const document = await until('all parts', documentOf, (made) => made['x-missing'] === undefined);
    const operations = operationsOf(document);
    expect(document.openapi).toBe('3.1.0');
    for (const path of [
      '/v1/sessions',
      '/v1/me/licences',
      '/v1/me/vehicles',
      '/v1/ops/handovers',
      '/v1/me/standing',
    ]) {
      expect(Object.keys(document.paths)).toContain(path);
    }
    const without = (has: (operation: Operation) => unknown) =>
      operations.filter(({ operation }) => !has(operation)).map(({ method, path }) => `${method} ${path}`);
    expect(without((operation) => operation['x-allow']?.length)).toEqual([]);
    expect(without((operation) => operation.summary)).toEqual([]);
  });

  it('has nothing in an address that is secret or tells who somebody is, but for the sandbox’s SMS', async () => {
    const named = operationsOf(await documentOf()).flatMap(({ method, path, operation }) =>
      (operation.parameters ?? [])
        .filter(({ in: where }) => where === 'path' || where === 'query')
        .filter(({ name }) =>
          /mobile|number|name|document|code|password|token|secret|vin|plate|address/i.test(name),
        )
        .map(({ name }) => `${method} ${path} ${name}`),
    );
    expect(named).toEqual(['GET /v1/sandbox/sms mobile']);
  });

  it('leads to every operation it names, and to none for nobody who must be somebody', async () => {
    const operations = operationsOf(await documentOf());
    for (const { method, path, operation } of operations) {
      if (operation['x-allow']?.includes('anyone') === true || path.startsWith('/v1/couriers/')) continue;
      const real = path
        .replace('{business}', 'D1')
        .replace('{serial}', 'HEL202601010000001')
        .replace('{owner}', 'licence')
        .replaceAll(/\{\w+\}/g, randomUUID());
      const answer = await fetch(platform.gateway + real, {
        method,
        ...(method === 'POST' && { body: '{}', headers: { 'content-type': 'application/json' } }),
      });
      const { code } = (await answer.json()) as { code: string };
      expect([method, path, answer.status, code]).toEqual([method, path, 401, 'principal.missing']);
    }
  });

  it('moves the clock for every service, and shows it crossing the bus', async () => {
    const token = await administrator.token();
    const events = (after?: string) =>
      gateway.expect<{ items: Seen[]; next: string }>(200, {
        path: `/v1/sandbox/events${after === undefined ? '' : `?after=${after}`}`,
        token,
      });
    const { next } = await events();
    const moved = await gateway.expect<{ offsetMilliseconds: number }>(200, {
      method: 'POST',
      path: '/v1/sandbox/clock',
      token,
      body: { advance: 'PT1M' },
    });
    for (const service of SERVICES.filter((name) => name !== 'gateway')) {
      const answer = await fetch(`${platform.services[service]}/internal/quiescence`);
      const { clockOffset } = (await answer.json()) as { clockOffset: number };
      expect([service, clockOffset]).toEqual([service, moved.offsetMilliseconds]);
    }
    const seen = await until(
      'the event',
      () => events(next),
      ({ items }) => items.length > 0,
      10,
    );
    expect(seen.items.map(({ topic, type }) => `${topic} ${type}`)).toContain(
      'he.gateway.clock.v1 ClockMoved',
    );
  });
});
