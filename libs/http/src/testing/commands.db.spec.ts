import { randomUUID } from 'node:crypto';

import { addMinutes, type PersonRef } from '@open122/contracts';
import type { Database } from '@open122/service';
import { type TestApp, testApp, type TestDatabase, testMigrations } from '@open122/testkit';

import { digestOf, httpTables, type PersonPrincipal, type Principal } from '..';
import { Retention } from '../retention';
import { toys, toyTable } from './toys';

const citizen: PersonPrincipal = {
  kind: 'person',
  person: 'p'.repeat(43) as PersonRef,
  account: 'a1',
  level: 'online',
};
const car = { name: 'car', wheels: 4 };

let database: TestDatabase;
let app: TestApp;
beforeAll(async () => {
  database = await testMigrations([httpTables, toyTable]);
  app = await testApp(toys, { database });
});
afterAll(async () => {
  await app.close();
  await database.close();
});
afterEach(async () => {
  await database.database.source.query('truncate toy, idempotency, step_up_spent');
});

const names = async (from: Database = database.database) =>
  (await from.run<{ name: string }>('names', 'select name from toy order by id')).map(({ name }) => name);
const make = (key: string, body: unknown = car, as: Principal = citizen, path = '/v1/toys') =>
  app.request('POST', path, { as, body, headers: { 'idempotency-key': key } });

describe('an idempotency key', () => {
  it('makes one effect of 50 parallel requests, and one answer', async () => {
    const key = randomUUID();
    const answers = await Promise.all(Array.from({ length: 50 }, async () => make(key)));
    const made = answers.filter(({ status }) => status === 201);
    const refused = answers.filter(({ status }) => status !== 201);
    expect(made.length).toBeGreaterThan(0);
    expect(new Set(made.map(({ body }) => JSON.stringify(body))).size).toBe(1);
    expect(new Set(refused.map(({ status, body }) => `${status} ${String(body.code)}`))).toEqual(
      new Set(refused.length > 0 ? ['409 idempotency.in-flight'] : []),
    );
    expect(refused.every(({ headers }) => headers.get('retry-after') === '1')).toBe(true);
    expect(made.filter(({ headers }) => headers.get('idempotency-replayed') === null)).toHaveLength(1);
    expect(await names()).toEqual(['car']);
    const again = await make(key);
    expect([again.status, again.headers.get('idempotency-replayed')]).toEqual([201, 'true']);
    expect(JSON.stringify(again.body)).toBe(JSON.stringify(made[0]?.body));
  });

  it('is refused with another body', async () => {
    const key = randomUUID();
    await make(key);
    const { status, body } = await make(key, { name: 'bus', wheels: 6 });
    expect([status, body.code]).toEqual([422, 'idempotency.other-body']);
    expect(await names()).toEqual(['car']);
  });

  it('belongs to one principal and one operation', async () => {
    const key = randomUUID();
    const other = { ...citizen, account: 'a2' };
    expect((await make(key, { name: 'a', wheels: 4 })).status).toBe(201);
    expect((await make(key, { name: 'b', wheels: 4 }, other)).status).toBe(201);
    expect(await names()).toEqual(['a', 'b']);
  });

  it('is free again after a refusal, which changes nothing', async () => {
    const key = randomUUID();
    const refused = await make(key, { name: 'bike', wheels: 2 });
    expect([refused.status, refused.body.code, refused.body.detail]).toEqual([
      422,
      'toy.too-few-wheels',
      'bike至少要三个轮子。',
    ]);
    expect(await names()).toEqual([]);
    expect((await make(key, car)).status).toBe(201);
  });

  it('is missing or not printable: 400', async () => {
    const { status, body } = await app.request('POST', '/v1/toys', { as: citizen, body: car });
    expect([status, body.code]).toEqual([400, 'idempotency.key-missing']);
    expect((await make('a b')).body.code).toBe('idempotency.key-invalid');
    expect((await make('x'.repeat(129))).body.code).toBe('idempotency.key-invalid');
  });
});

describe('a step-up', () => {
  const confirmed = (
    key: string,
    stepUp: Partial<NonNullable<PersonPrincipal['stepUp']>> | null,
    body: object = car,
  ) => {
    const given = {
      jti: randomUUID(),
      purpose: 'make-toy',
      bodyDigest: digestOf(JSON.stringify(body)),
      expiresAt: addMinutes(app.clock.now(), 5),
      ...stepUp,
    };
    const as = stepUp === null ? citizen : { ...citizen, stepUp: given };
    return make(key, body, as, '/v1/toys/confirmed');
  };
  const code = async (...args: Parameters<typeof confirmed>) => {
    const { status, body } = await confirmed(...args);
    return [status, body.code ?? null];
  };

  it('is spent once, for its purpose, its body and its five minutes', async () => {
    const jti = randomUUID();
    expect(await code(randomUUID(), null)).toEqual([403, 'step-up.missing']);
    expect(await code(randomUUID(), { purpose: 'other' })).toEqual([403, 'step-up.other-purpose']);
    expect(await code(randomUUID(), { bodyDigest: digestOf('{}') })).toEqual([403, 'step-up.other-body']);
    expect(await code(randomUUID(), { expiresAt: app.clock.now() })).toEqual([403, 'step-up.expired']);
    expect(await code(randomUUID(), { jti })).toEqual([201, null]);
    expect(await code(randomUUID(), { jti }, { name: 'bus', wheels: 6 })).toEqual([403, 'step-up.used']);
    expect(await names()).toEqual(['car']);
  });

  it('is not looked at when the key is known: the same answer, although it is used and expired', async () => {
    const key = randomUUID();
    const first = await confirmed(key, {});
    const again = await confirmed(key, { expiresAt: addMinutes(app.clock.now(), -60) });
    expect([again.status, again.body]).toEqual([201, first.body]);
    expect(again.headers.get('idempotency-replayed')).toBe('true');
  });

  it('stays unspent when the transaction is refused', async () => {
    const jti = randomUUID();
    const bike = { name: 'bike', wheels: 2 };
    expect(await code(randomUUID(), { jti }, bike)).toEqual([422, 'toy.too-few-wheels']);
    expect(await code(randomUUID(), { jti })).toEqual([201, null]);
  });
});

describe('what is kept', () => {
  it('is an answer for at least a day of wall time, and a spent step-up until it has expired anyway', async () => {
    const { clock } = app;
    const retention = app.get(Retention);
    const rows = async () => {
      const [answers] = await app.database.run<{ keys: number; spent: number }>(
        'kept',
        'select (select count(key_hash) from idempotency) as keys, (select count(jti) from step_up_spent) as spent',
      );
      return answers;
    };
    const as = {
      ...citizen,
      stepUp: {
        jti: 'j',
        purpose: 'make-toy',
        bodyDigest: digestOf(JSON.stringify(car)),
        expiresAt: addMinutes(clock.now(), 5),
      },
    };
    expect((await make('kept', car, as, '/v1/toys/confirmed')).status).toBe(201);
    await retention.sweep();
    expect(await rows()).toEqual({ keys: 1, spent: 1 });
    clock.pass(24 * 3_600_000);
    await retention.sweep();
    expect(await rows()).toEqual({ keys: 1, spent: 0 });
    expect((await make('kept', car, as, '/v1/toys/confirmed')).headers.get('idempotency-replayed')).toBe(
      'true',
    );
    clock.pass(24 * 3_600_000);
    await retention.sweep();
    expect(await rows()).toEqual({ keys: 0, spent: 0 });
  });

  it('is forgotten wholly, however much came in between two sweeps', async () => {
    await app.database.run(
      'many-answers',
      `insert into idempotency select 'k' || n, '', 201, '{}', '2020-01-01' from generate_series(1, 12000) n`,
    );
    await app.get(Retention).sweep();
    expect(await app.database.run('answers-left', 'select 1 from idempotency')).toEqual([]);
  });
});
