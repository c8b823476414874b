import { citizen, type TestGateway, testGateway } from '../testing/gateway';

/** Nothing listens on the address of Redis in these tests: each instance counts for itself. */
let gateway: TestGateway;
beforeAll(async () => {
  gateway = await testGateway({
    GATEWAY_LIMIT_CLIENT: '40',
    GATEWAY_LIMIT_ACCOUNT: '5',
    GATEWAY_LIMIT_SIGN_IN: '3',
    GATEWAY_TRUSTED_PROXIES: '127.0.0.1',
  });
});
afterAll(async () => gateway.close());

const ask = (path: string, client: string, more: { method?: string; token?: string } = {}) =>
  gateway.app.request(more.method ?? 'GET', path, {
    headers: {
      'x-forwarded-for': client,
      ...(more.token !== undefined && { authorization: `Bearer ${more.token}` }),
    },
  });

describe('a limit, with Redis gone', () => {
  it('still holds for attempts to sign in', async () => {
    for (let time = 0; time < 3; time += 1) {
      expect((await ask('/v1/sessions', '1.1.1.1', { method: 'POST' })).status).toBe(200);
    }
    const refused = await ask('/v1/sms-codes', '1.1.1.1', { method: 'POST' });
    expect([refused.status, refused.body.code]).toEqual([429, 'limit.sign-in']);
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
    expect((await ask('/v1/sessions', '1.1.1.2', { method: 'POST' })).status).toBe(200);
  });

  it('holds for an account, wherever it asks from', async () => {
    const token = await gateway.token({ ...citizen, sub: 'busy' });
    for (let time = 0; time < 5; time += 1)
      expect((await ask('/v1/me', `2.2.2.${time}`, { token })).status).toBe(200);
    const refused = await ask('/v1/me', '2.2.2.9', { token });
    expect([refused.status, refused.body.code]).toEqual([429, 'limit.exceeded']);
    const other = await gateway.token({ ...citizen, sub: 'calm' });
    expect((await ask('/v1/me', '2.2.2.9', { token: other })).status).toBe(200);
  });

  it('holds for a client, on the gateway’s own routes too, but never for probes', async () => {
    for (let time = 0; time < 40; time += 1) expect((await ask('/v1/services', '3.3.3.3')).status).toBe(200);
    expect((await ask('/v1/services', '3.3.3.3')).body.code).toBe('limit.exceeded');
    expect((await ask('/openapi.json', '3.3.3.3')).status).toBe(429);
    expect((await ask('/health/live', '3.3.3.3')).status).toBe(200);
  });

  it('is said in health and metrics, and keeps nobody from being served', async () => {
    const { body } = await gateway.app.request<{ checks: Record<string, unknown> }>('GET', '/health/ready');
    expect(body.checks.limits).toEqual({ up: true, detail: 'Redis is away: limits are counted locally' });
    const { body: metrics } = await gateway.app.request<{ text: string }>('GET', '/metrics');
    expect(metrics.text).toContain('gateway_limits_local 1');
  });
});
