import { setTimeout as pause } from 'node:timers/promises';

import { takeOutbox, type WrittenEvent } from '@open122/testkit';

import { administrator, citizen, type TestGateway, testGateway } from '../testing/gateway';

let gateway: TestGateway;
/** What the services behind the gateway say of themselves. */
let offset: number;
let pending: Record<string, number>;
let said: WrittenEvent[];
let busIsUp: boolean;
let bus: Promise<void>;
const ended = new AbortController();

/** The bus, as far as the clock goes: what the outbox says reaches every service, this one too. */
async function carry(): Promise<void> {
  while (!ended.signal.aborted) {
    const events = busIsUp ? await takeOutbox(gateway.app.database) : [];
    for (const event of events) {
      said.push(event);
      offset = Number(event.data.offsetMilliseconds);
      gateway.clock.moved(offset);
    }
    await pause(10);
  }
}
beforeAll(async () => {
  gateway = await testGateway({ GATEWAY_SETTLE: '3000' });
  [offset, pending, said, busIsUp] = [0, {}, [], true];
  gateway.far.answering = ({ url }, response) => {
    if (url !== '/internal/quiescence') return void response.end('{}');
    return void response.end(
      JSON.stringify({ clockOffset: offset, pending: { timers: 0, outbox: 0, ...pending } }),
    );
  };
  bus = carry();
});
afterAll(async () => {
  ended.abort();
  await bus;
  await gateway.close();
});
beforeEach(() => {
  [pending, said, busIsUp] = [{}, [], true];
});

const clock = async (
  method: 'GET' | 'POST',
  body?: unknown,
  key?: string,
  claims: Record<string, unknown> = administrator,
) =>
  gateway.app.request<{ now: string; offsetMilliseconds: number; code?: string; detail?: string }>(
    method,
    '/v1/sandbox/clock',
    {
      body,
      headers: {
        authorization: `Bearer ${await gateway.token(claims)}`,
        ...(key !== undefined && { 'idempotency-key': key }),
      },
    },
  );

describe('the test clock', () => {
  it('moves for the whole platform, is told on the bus, and is moved once per key', async () => {
    const { body: before } = await clock('GET');
    expect(before).toEqual({ now: '2026-01-05T09:00:00.000+08:00', offsetMilliseconds: 0 });
    const moved = await clock('POST', { advance: 'P6M1D' }, 'k1');
    const after = { now: '2026-07-06T09:00:00.000+08:00', offsetMilliseconds: 182 * 86_400_000 };
    expect([moved.status, moved.body]).toEqual([200, after]);
    const again = await clock('POST', { advance: 'P6M1D' }, 'k1');
    expect([again.status, again.body]).toEqual([200, after]);
    expect((await clock('GET')).body).toEqual(after);
    expect(said).toHaveLength(1);
    expect(said[0]).toMatchObject({
      topic: 'he.gateway.clock.v1',
      key: 'platform',
      type: 'ClockMoved',
      version: 1,
      at: '2026-07-06T01:00:00.000Z',
      data: { clock: 'platform', offsetMilliseconds: after.offsetMilliseconds },
    });
  });

  it('only moves forward', async () => {
    const { status, body } = await clock('POST', { to: '2026-07-06T08:59:59+08:00' });
    expect([status, body.code]).toEqual([422, 'clock.backwards']);
    expect((await clock('POST', { advance: 'soon' })).body.code).toBe('clock.unclear');
    expect((await clock('POST', { advance: 1 })).body.code).toBe('request.invalid');
    expect(said).toEqual([]);
  });

  it('is the administrator’s', async () => {
    const operator = { kind: 'staff', role: 'operator', owner: 'licence' };
    for (const claims of [citizen, operator]) {
      for (const method of ['GET', 'POST'] as const) {
        const { status, body } = await clock(
          method,
          method === 'POST' ? { advance: 'P1D' } : undefined,
          undefined,
          claims,
        );
        expect([status, body.code]).toEqual([403, 'principal.not-allowed']);
      }
    }
    expect((await gateway.app.request('GET', '/v1/sandbox/clock')).status).toBe(401);
  });

  it('answers once no service has a timer due', async () => {
    pending = { timers: 1 };
    const settled = pause(400).then(() => (pending = {}));
    const begun = performance.now();
    expect((await clock('POST', { advance: 'PT1H' })).status).toBe(200);
    await settled;
    expect(performance.now() - begun).toBeGreaterThan(400);
  });

  it('says who lags when the platform does not catch up, and the move stands', async () => {
    const { body: before } = await clock('GET');
    pending = { consumerLag: 3 };
    const late = await clock('POST', { advance: 'P1D' }, 'k2');
    expect([late.status, late.body.code]).toEqual([504, 'clock.not-followed']);
    expect(late.body.detail).toContain('identity, licence, vehicle, fulfilment, blacklist');
    pending = {};
    const again = await clock('POST', { advance: 'P1D' }, 'k2');
    expect([again.status, again.body.offsetMilliseconds]).toEqual([
      200,
      before.offsetMilliseconds + 86_400_000,
    ]);
  });

  it('waits for the bus when that is away', async () => {
    busIsUp = false;
    const late = await clock('POST', { advance: 'P1D' }, 'k3');
    expect(late.body.code).toBe('clock.not-followed');
    busIsUp = true;
    expect((await clock('POST', { advance: 'P1D' }, 'k3')).status).toBe(200);
  });

  it('moves for moves sent at once by the sum of them', async () => {
    const { body: before } = await clock('GET');
    const answers = await Promise.all(
      Array.from({ length: 5 }, async () => clock('POST', { advance: 'PT1H' })),
    );
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200, 200]);
    expect((await clock('GET')).body.offsetMilliseconds).toBe(before.offsetMilliseconds + 5 * 3_600_000);
    const versions = said.map(({ version }) => version);
    expect(versions).toEqual([...versions].sort((a, b) => a - b));
  });
});

describe('a province that is no sandbox', () => {
  it('has no test clock, no events and no readable messages, for nobody', async () => {
    const real = await testGateway({}, false);
    try {
      const authorization = `Bearer ${await real.token(administrator)}`;
      for (const path of ['/v1/sandbox/clock', '/v1/sandbox/events', '/v1/sandbox/sms?mobile=13800000000']) {
        const { status, body } = await real.app.request('GET', path, { headers: { authorization } });
        expect([status, body.code]).toEqual([404, 'request.unknown-route']);
      }
      expect(real.far.arrived).toEqual([]);
    } finally {
      await real.close();
    }
  });
});
