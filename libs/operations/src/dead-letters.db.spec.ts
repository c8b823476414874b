import { randomUUID } from 'node:crypto';

import {
  asAdministrator,
  asClerk,
  asFulfilmentClerk,
  asOperator,
  asPerson,
  asService,
} from '@open122/testkit';

import { broken, LETTERS, ToyService } from './testing/toy-service';

let toys: ToyService;
beforeAll(async () => (toys = await ToyService.start()));
afterEach(() => broken.clear());
afterAll(() => toys.close());

const lastAudit = async (count = 1) => (await toys.audit()).slice(-count);

describe('who may see and act', () => {
  const others = [
    ['an operator of another service', asOperator('vehicle'), 403],
    ['a clerk', asClerk('w1'), 403],
    ['a fulfilment clerk', asFulfilmentClerk(), 403],
    ['a citizen', asPerson(), 403],
    ['a service', asService('identity', 'x'), 403],
    ['nobody', undefined, 401],
  ] as const;
  it.each(others)('%s may not', async (_, as, status) => {
    const [{ id } = { id: 0 }] = await toys.buries();
    const audited = (await toys.audit()).length;
    const ask = (method: string, path: string, body?: unknown) =>
      toys.app.request(method, `${LETTERS}${path}`, {
        ...{ key: randomUUID(), ...(as && { as }), ...(body !== undefined && { body }) },
      });
    const answers = await Promise.all([
      ask('GET', ''),
      ask('GET', `/${id}`),
      ask('POST', `/${id}/replay`),
      ask('POST', '/replay', { all: true }),
      ask('POST', `/${id}/discard`, { reason: 'no' }),
    ]);
    expect(answers.map((answer) => answer.status)).toEqual(answers.map(() => status));
    expect(await toys.audit()).toHaveLength(audited);
  });

  it.each([asAdministrator(), asOperator('licence')])('$role may', async (as) => {
    const [letter] = await toys.buries();
    expect((await toys.get('', { as })).status).toBe(200);
    expect((await toys.get(`/${letter?.id}`, { as })).status).toBe(200);
    broken.clear();
    expect((await toys.post(`/${letter?.id}/replay`, undefined, { as })).status).toBe(200);
  });
});

describe('the list', () => {
  it('tells cause, attempts, first and last time, payload, and is audited', async () => {
    const message = toys.opened();
    const key = String(message.key);
    broken.set(key, new Error('toy is broken'));
    await toys.hears(message);
    const { items } = await toys.list('?limit=1');
    const id = items[0]?.id;
    expect(items).toEqual([
      {
        ...{ service: 'licence', id, state: 'open', handler: 'licence.toy', cause: 'handler-failed' },
        ...{ detail: 'Error: toy is broken', attempts: 1, topic: 'fulfilment.handover', partition: 0 },
        ...{ position: expect.any(Number), type: 'HandoverOpened', eventId: expect.any(String), key },
        ...{ firstDiedAt: '2026-01-05T09:00:00.000+08:00', lastDiedAt: '2026-01-05T09:00:00.000+08:00' },
        ...{ traceId: null, endedAt: null, endedBy: null, reason: null },
        payload: {
          bytes: expect.any(Number),
          omitted: null,
          json: {
            handoverId: key,
            serial: 'HEL202601050000001',
            person: expect.stringMatching(/^.{43}$/),
            at: '2026-01-05T01:00:00.000Z',
          },
        },
      },
    ]);
    expect(await lastAudit()).toEqual([
      {
        ...{ actor: 'staff:administrator', action: 'dead-letter.list', subject: 'dead-letters' },
        ...{ purpose: 'operation of the bus', detail: { state: 'open', ids: [id] } },
      },
    ]);
  });

  it('comes in pages, the newest first, and by kind', async () => {
    const ids = (await toys.buries(5)).map((each) => each.id).reverse();
    const first = await toys.list('?limit=2&handler=licence.toy&topic=fulfilment.handover');
    const second = await toys.list(`?limit=2&cursor=${first.next}`);
    const third = await toys.list(`?limit=1&type=HandoverOpened&cause=handler-failed&cursor=${second.next}`);
    expect([first, second, third].flatMap(({ items }) => items.map(({ id }) => id))).toEqual(ids);
    expect(await toys.list('?handler=licence.other')).toEqual({ items: [], next: null });
    expect(await toys.get('?cursor=nonsense')).toMatchObject({
      status: 400,
      body: { code: 'request.invalid-cursor' },
    });
    expect(await toys.get('?state=lost&limit=1000')).toMatchObject({ status: 422 });
  });
});

describe('one letter', () => {
  it('is shown with its purpose audited', async () => {
    const [{ id } = { id: 0 }] = await toys.buries();
    expect((await toys.get(`/${id}?purpose=${encodeURIComponent('ticket 7')}`)).body).toMatchObject({ id });
    expect(await lastAudit()).toMatchObject([
      { action: 'dead-letter.read', subject: `dead-letter:${id}`, purpose: 'ticket 7' },
    ]);
  });
  it.each(['999999', '0', 'x', '9'.repeat(30)])('%s is none', async (id) => {
    const found = await Promise.all([toys.get(`/${id}`), toys.post(`/${id}/replay`)]);
    for (const each of found)
      expect(each).toMatchObject({ status: 404, body: { code: 'dead-letter.not-found' } });
  });
});

describe('a replay', () => {
  it('has one effect under however many keys and repetitions, and is audited once', async () => {
    const [{ id, key } = { id: 0, key: '' }] = await toys.buries();
    broken.clear();
    const same = randomUUID();
    const answers = await Promise.all([
      ...Array.from({ length: 4 }, () => toys.post(`/${id}/replay`, undefined, { key: same })),
      ...Array.from({ length: 4 }, () => toys.post(`/${id}/replay`)),
    ]);
    expect(answers.map(({ status }) => status).every((status) => [200, 409].includes(status))).toBe(true);
    expect(await toys.effectsOf(key)).toBe(1);
    const audited = (await toys.audit()).filter(
      ({ subject, action }) =>
        `${String(subject)} ${String(action)}` === `dead-letter:${id} dead-letter.replay`,
    );
    expect(audited).toMatchObject([{ detail: { handler: 'licence.toy', outcome: 'handled' } }]);
    expect(await toys.post(`/${id}/replay`)).toMatchObject({
      status: 409,
      body: { code: 'dead-letter.already-replayed' },
    });
    expect((await toys.get(`/${id}`)).body).toMatchObject({
      ...{ state: 'replayed', endedBy: 'staff:administrator', reason: 'handled' },
    });
  });

  it('under the same key gives the same answer', async () => {
    const [{ id, key } = { id: 0, key: '' }] = await toys.buries();
    broken.clear();
    const same = randomUUID();
    const first = await toys.post(`/${id}/replay`, undefined, { key: same });
    expect(first.body).toEqual({
      ...{ service: 'licence', id, outcome: 'handled', attempts: 1, detail: '' },
    });
    const again = await toys.post(`/${id}/replay`, undefined, { key: same });
    expect(again).toMatchObject({ status: 200, body: first.body });
    expect(again.headers.get('idempotency-replayed')).toBe('true');
    expect(await toys.effectsOf(key)).toBe(1);
  });

  it('that fails again is told, counted and audited, and may be asked for again', async () => {
    const [{ id, key } = { id: 0, key: '' }] = await toys.buries();
    broken.set(key, new RangeError('no handover of "张三" 13912345678'));
    expect((await toys.post(`/${id}/replay`)).body).toEqual({
      ...{
        service: 'licence',
        id,
        outcome: 'failed',
        attempts: 2,
        detail: 'RangeError: no handover of "***" ***',
      },
    });
    expect((await toys.get(`/${id}`)).body).toMatchObject({ state: 'open', attempts: 2 });
    expect((await toys.audit()).at(-2)).toMatchObject({ detail: { outcome: 'failed' } });
    expect(await toys.effectsOf(key)).toBe(0);
    broken.clear();
    expect((await toys.post(`/${id}/replay`)).body).toMatchObject({ outcome: 'handled' });
    expect(await toys.effectsOf(key)).toBe(1);
  });

  it('of what is poison still is refused with its cause, in both languages', async () => {
    await toys.hears({ ...toys.opened(), value: Buffer.from('{"half') });
    const [{ id } = { id: 0 }] = (await toys.list('?limit=1')).items as { id: number }[];
    const { status, body } = await toys.post(`/${id}/replay`, undefined, {
      headers: { 'accept-language': 'en' },
    });
    expect([status, body.code]).toEqual([422, 'dead-letter.still-invalid']);
    expect(body.detail).toContain('(bad-json)');
    expect((await toys.post(`/${id}/replay`)).body.detail).toContain('仍然无效（bad-json）');
  });

  it('while the database is away is no attempt: come again', async () => {
    const [{ id, key } = { id: 0, key: '' }] = await toys.buries();
    broken.set(key, Object.assign(new Error('shutting down'), { code: '57P01' }));
    const audited = (await toys.audit()).length;
    const answer = await toys.post(`/${id}/replay`);
    expect([answer.status, answer.body.code]).toEqual([503, 'unavailable']);
    expect(answer.headers.get('retry-after')).toMatch(/^\d+$/);
    expect(await toys.audit()).toHaveLength(audited);
    expect((await toys.get(`/${id}`)).body).toMatchObject({ state: 'open', attempts: 1 });
  });

  it('needs an idempotency key', async () => {
    const { body } = await toys.app.request('POST', `${LETTERS}/1/replay`, { as: asAdministrator() });
    expect(body.code).toBe('idempotency.key-missing');
  });
});

describe('a replay of a kind', () => {
  it('takes the oldest first, in batches, each letter once; the others stay', async () => {
    await toys.post('/replay', { all: true });
    const dead = await toys.buries(5);
    const [still] = dead;
    broken.clear();
    broken.set(still?.key ?? '', new Error('toy is broken'));
    const key = randomUUID();
    const named = { handler: 'licence.toy', cause: 'handler-failed', limit: 3 };
    const [first, twin] = [
      await toys.post('/replay', named, { key }),
      await toys.post('/replay', named, { key }),
    ];
    expect(first.body).toEqual({
      ...{ replayed: 2, failed: 1, next: expect.any(String) },
      failures: [{ id: still?.id, code: 'dead-letter.failed-again' }],
    });
    expect(twin.body).toEqual(first.body);
    expect((await toys.get(`/${still?.id}`)).body).toMatchObject({ attempts: 2 });
    const { body } = await toys.post('/replay', { ...named, after: first.body.next });
    expect(body).toEqual({ replayed: 2, failed: 0, failures: [], next: null });
    expect((await toys.effects()).map((each) => each.key).slice(-4)).toEqual(
      dead.slice(1).map((each) => each.key),
    );
    expect(
      (await toys.audit()).filter(({ action }) => action === 'dead-letter.replay-kind').at(-1),
    ).toMatchObject({
      detail: { handler: 'licence.toy', cause: 'handler-failed', ids: dead.slice(3).map(({ id }) => id) },
    });
  });

  it('asked for twice at once has each effect once', async () => {
    const dead = await toys.buries(6);
    broken.clear();
    const answers = await Promise.all([1, 2, 3].map(() => toys.post('/replay', { all: true })));
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200]);
    for (const { key } of dead) expect(await toys.effectsOf(key)).toBe(1);
  });

  it.each([
    [{}, 'dead-letter.kind-missing'],
    [{ all: false }, 'request.invalid'],
    [{ all: true, limit: 51 }, 'request.invalid'],
    [{ kind: 'x' }, 'request.invalid'],
  ])('%j is refused: %s', async (body, code) => {
    expect(await toys.post('/replay', body)).toMatchObject({ status: 422, body: { code } });
  });
});

describe('a discard', () => {
  it('takes a reason, is audited, and bars the replay', async () => {
    const [{ id, key } = { id: 0, key: '' }] = await toys.buries();
    broken.clear();
    const reason = '重复的消息，见 13912345678';
    expect((await toys.post(`/${id}/discard`, { reason })).status).toBe(204);
    expect(await lastAudit()).toMatchObject([
      {
        ...{ actor: 'staff:administrator', action: 'dead-letter.discard', subject: `dead-letter:${id}` },
        detail: { reason: '重复的消息，见 ***' },
      },
    ]);
    for (const path of ['replay', 'discard'])
      expect(await toys.post(`/${id}/${path}`, path === 'replay' ? undefined : { reason })).toMatchObject({
        status: 409,
        body: { code: 'dead-letter.discarded' },
      });
    expect((await toys.list('?state=discarded&limit=1')).items).toMatchObject([
      { id, endedBy: 'staff:administrator', reason: '重复的消息，见 ***' },
    ]);
    expect(await toys.effectsOf(key)).toBe(0);
  });

  it.each(['', '  ', 'x'.repeat(501), undefined])(
    'without a proper reason (%j) is refused',
    async (reason) => {
      const [{ id } = { id: 0 }] = await toys.buries();
      expect(await toys.post(`/${id}/discard`, { reason })).toMatchObject({
        status: 422,
        body: { code: 'request.invalid' },
      });
    },
  );
});
