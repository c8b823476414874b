import { ON_EVERY_ANSWER } from '@open122/http';

import { type TestGateway, testGateway } from '../testing/gateway';
import { raw } from '../testing/line';

let gateway: TestGateway;
beforeAll(async () => {
  gateway = await testGateway();
});
afterAll(async () => gateway.close());

const NO_PAGE = ON_EVERY_ANSWER['content-security-policy'];
const ask = (path: string, headers: Record<string, string> = {}) => raw(gateway.app.url, path, { headers });

describe('without signing in, everybody', () => {
  it('may see the businesses', async () => {
    const { status, body } = await ask('/v1/services', { 'accept-language': 'en' });
    const items = body.items as { id: string; owner: string; opensOn: string }[];
    expect(status).toBe(200);
    expect(items.find(({ id }) => id === 'D1')).toMatchObject({
      owner: 'licence',
      opensOn: '2015-12-01',
      feeFen: 1000,
    });
  });

  it('may read a page that asks nobody but itself, and a document that names whose part is missing', async () => {
    gateway.far.answering = ({ url }, response) =>
      url === '/internal/openapi.json' ? response.writeHead(500).end() : response.end('{}');
    const page = await fetch(`${gateway.app.url}/docs`);
    const html = await page.text();
    const policy = String(page.headers.get('content-security-policy')).split('; ');
    expect(policy).toEqual(
      expect.arrayContaining([
        ...["default-src 'self'", "object-src 'none'", "base-uri 'none'", "frame-ancestors 'none'"],
      ]),
    );
    const links = [...html.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, link]) => String(link));
    for (const link of links) {
      expect(link).toMatch(/^\/docs\//);
      const { status, headers } = await fetch(gateway.app.url + link);
      expect([status, headers.get('content-security-policy')]).toEqual([200, NO_PAGE]);
    }
    for (const nothing of ['/docs/assets/package.json', '/docs/assets/', '/docs/assets'])
      expect((await ask(nothing)).status).toBe(404);
    const { body, headers } = await ask('/openapi.json');
    expect(headers['content-security-policy']).toBe(NO_PAGE);
    expect(body).toMatchObject({
      openapi: '3.1.0',
      'x-missing': ['identity', 'licence', 'vehicle', 'fulfilment', 'blacklist'],
    });
    expect(Object.keys(body.paths as object)).toContain('/v1/sandbox/clock');
  });
});
