import { citizen, type TestGateway, testGateway } from '../testing/gateway';
import { raw } from '../testing/line';

let gateway: TestGateway;
beforeAll(async () => {
  gateway = await testGateway({ GATEWAY_LIMIT_ACCOUNT: '1000' });
});
afterAll(async () => gateway.close());

const ask = async (path: string, method = 'GET') =>
  raw(gateway.app.url, path, {
    method,
    headers: { authorization: `Bearer ${await gateway.token(citizen)}` },
  });
/** What is told of requests: `<method> <route> <status>` and how many. */
async function counted(): Promise<Record<string, number>> {
  const { body } = await gateway.app.request<{ text: string }>('GET', '/metrics');
  const lines = body.text.matchAll(
    /^http_server_request_duration_seconds_count\{\w+="(.*)",\w+="(.*)",\w+="(.*)"\} (\d+)$/gm,
  );
  return Object.fromEntries(
    [...lines].map(([, ...found]) => [found.slice(0, 3).join(' '), Number(found[3])]),
  );
}

describe('the measures of what the gateway passes on', () => {
  it('have the pattern of its route, however many paths clients ask for', async () => {
    for (let at = 1; at <= 20; at += 1) {
      const number = String(at).padStart(7, '0');
      await ask(`/v1/applications/HEL20260105${number}/timeline`);
      await ask(`/v1/me/licences/${number}/anything`, 'DELETE');
      await ask(`/v1/nothing-here/${number}`);
      await ask(`/v1/services/Z${number}`);
      await ask(`/nothing-here/${number}`);
      await ask(`/v1/applications/%00${number}`);
    }
    expect(await counted()).toEqual({
      'GET /v1/applications/{serial}/** 200': 20,
      'DELETE /v1/me/licences/** 200': 20,
      // what no rule takes
      'GET /v1/* 404': 40,
      'GET /v1/* 400': 20,
      'GET unknown 404': 20,
    });
  });

  it('have the status that the client saw, once', async () => {
    gateway.far.answering = (_, response) => response.writeHead(418).end('{}');
    await ask('/v1/me');
    gateway.far.answering = (_, response) => response.destroy();
    await ask('/v1/me');
    const { 'GET /v1/me 418': teapots, 'GET /v1/me 503': gone } = await counted();
    expect([teapots, gone]).toEqual([1, 1]);
  });

  it('of its own routes have those', async () => {
    await ask('/v1/services');
    await ask('/health/live');
    const now = await counted();
    expect(now['GET /v1/services 200']).toBe(1);
    expect(Object.keys(now).filter((name) => /health|metrics/.test(name))).toEqual([]);
  });
});
