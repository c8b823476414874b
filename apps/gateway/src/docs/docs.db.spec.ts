import { raw } from '../testing/line';
import { type TestGateway, testGateway } from '../testing/gateway';

let gateway: TestGateway;
beforeAll(async () => {
  gateway = await testGateway();
});
afterAll(async () => gateway.close());

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
    expect(page.headers.get('content-security-policy')).toContain("default-src 'self'");
    const links = [...html.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, link]) => String(link));
    for (const link of links) {
      expect(link).toMatch(/^\/docs\//);
      expect((await fetch(gateway.app.url + link)).status).toBe(200);
    }
    expect((await ask('/docs/assets/package.json')).status).toBe(404);
    const { body } = await ask('/openapi.json');
    expect(body).toMatchObject({
      openapi: '3.1.0',
      'x-missing': ['identity', 'licence', 'vehicle', 'fulfilment', 'blacklist'],
    });
    expect(Object.keys(body.paths as object)).toContain('/v1/sandbox/clock');
  });
});
