import { randomBytes } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';

import { Cable } from '../testing/cable';
import { type TestGateway, testGateway } from '../testing/gateway';

let cable: Cable;
let gateways: [TestGateway, TestGateway];
beforeAll(async () => {
  const redis = process.env.TEST_REDIS_URL;
  if (redis === undefined) throw new Error('TEST_REDIS_URL is missing: this test runs by `npm test`');
  cable = await Cable.to(redis);
  const env = { REDIS_URL: cable.url, GATEWAY_LIMIT_SIGN_IN: '6', GATEWAY_TRUSTED_PROXIES: '127.0.0.1' };
  gateways = [await testGateway(env), await testGateway(env)];
  await counted('Redis');
});
afterAll(async () => {
  await Promise.all(gateways.map(async (gateway) => gateway.close()));
  await cable.close();
});

/** Waits until both gateways say that they count there. */
async function counted(where: 'Redis' | 'locally'): Promise<void> {
  for (let waited = 0; waited < 200; waited += 1) {
    const said = await Promise.all(gateways.map(limitsOf));
    if (said.every(({ detail }) => (detail === undefined) === (where === 'Redis'))) return;
    await pause(25);
  }
  throw new Error(`limits are not counted: ${where}`);
}
/** As {@link counted}, for what only a request finds out. */
async function asking(where: 'Redis' | 'locally'): Promise<void> {
  for (let waited = 0; waited < 50; waited += 1) {
    for (const { app } of gateways) await app.request('GET', '/v1/services');
    const said = await Promise.all(gateways.map(limitsOf));
    if (said.every(({ detail }) => (detail === undefined) === (where === 'Redis'))) return;
    await pause(100);
  }
  throw new Error(`limits are not counted: ${where}`);
}
async function limitsOf({ app }: TestGateway) {
  type Ready = { checks: { limits: { up: boolean; detail?: string } } };
  return (await app.request<Ready>('GET', '/health/ready')).body.checks.limits;
}
/** A client nobody has seen, whatever ran against this Redis before. */
const newClient = () => `2001:db8:${randomBytes(2).toString('hex')}:${randomBytes(2).toString('hex')}::1`;
const signIns = async (client: string, times: number) => {
  const statuses: number[] = [];
  for (let time = 0; time < times; time += 1) {
    const { app } = gateways[time % 2] as TestGateway;
    const { status } = await app.request('POST', '/v1/sessions', { headers: { 'x-forwarded-for': client } });
    statuses.push(status);
  }
  return statuses;
};

describe('a limit', () => {
  it('is counted by all instances together in Redis', async () => {
    expect(await signIns(newClient(), 8)).toEqual([200, 200, 200, 200, 200, 200, 429, 429]);
  });

  it('is counted by each instance when Redis goes, in mid-flight and without an error, and in Redis again when it is back', async () => {
    cable.cut();
    const during = await signIns(newClient(), 14);
    expect(during).toEqual([...Array.from({ length: 12 }, () => 200), 429, 429]);
    await counted('locally');
    cable.mend();
    await counted('Redis');
    expect(await signIns(newClient(), 8)).toEqual([200, 200, 200, 200, 200, 200, 429, 429]);
  });

  it('waits for a Redis that hangs once and not with every request, says so, and comes back to it', async () => {
    cable.freeze();
    const began = performance.now();
    const during = await signIns(newClient(), 14);
    expect(during).toEqual([...Array.from({ length: 12 }, () => 200), 429, 429]);
    expect(performance.now() - began).toBeLessThan(2_500);
    await counted('locally');
    cable.thaw();
    await asking('Redis');
  });
});
