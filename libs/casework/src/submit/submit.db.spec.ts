import { addMinutes } from '@open122/contracts';
import { aPersonRef, clearOutbox, outboxOf } from '@open122/testkit';

import { aBody, HOLDER, ToyService } from '../toy-owner';

let toy: ToyService;
beforeAll(async () => (toy = await ToyService.start()));
afterAll(() => toy.app.close());
beforeEach(() => clearOutbox(toy.app.database));

const count = async (): Promise<number> => {
  const rows = await toy.app.database.run<{ n: number }>(
    'spec.count',
    'select count(*)::int as n from application',
  );
  return rows[0]!.n;
};

test('a submission is recorded, told in the timeline, audited and said', async () => {
  const object = await toy.aToy();
  const answer = await toy.submit(aBody(object));
  expect(answer.status).toBe(201);
  expect(answer.body).toMatchObject({
    business: 'T1',
    object,
    state: 'SUBMITTED',
    stateText: 'Submitted',
    feeFen: 1234,
    submittedAt: '2026-01-05T09:00:00.000+08:00',
    undoUntil: '2026-01-05T09:10:00.000+08:00',
    decisionDueOn: '2026-01-06',
  });
  expect(answer.body.serial).toMatch(/^HEL20260105\d{7}$/);
  expect(await outboxOf(toy.app.database)).toMatchObject([
    {
      type: 'ApplicationSubmitted',
      topic: 'he.licence.application.v1',
      key: answer.body.serial,
      data: { business: 'T1', person: HOLDER, object, decisionDueOn: '2026-01-06' },
    },
  ]);
  const timeline = await toy.app.database.run(
    'spec.timeline',
    'select event, actor, state, at from timeline_entry where serial = $1',
    [answer.body.serial],
  );
  expect(timeline).toEqual([
    { event: 'submitted', actor: 'person:account-1', state: 'SUBMITTED', at: '2026-01-05T01:00:00.000Z' },
  ]);
  const audited = await toy.app.database.run(
    'spec.audit',
    'select actor, action from audit where subject = $1',
    [answer.body.serial],
  );
  expect(audited).toEqual([{ actor: 'person:account-1', action: 'application.submitted' }]);
});

test('the same request three times is one application and one answer', async () => {
  const body = aBody(await toy.aToy());
  const before = await count();
  const as = toy.confirmed(body);
  const answers = [await toy.submit(body, as, 'same-key'), await toy.submit(body, as, 'same-key')];
  answers.push(await toy.submit(body, as, 'same-key'));
  expect(answers.map(({ status }) => status)).toEqual([201, 201, 201]);
  expect(new Set(answers.map(({ body: { serial } }) => serial)).size).toBe(1);
  expect(await count()).toBe(before + 1);
});

test('the same key with another body is refused and changes nothing', async () => {
  const [one, other] = [aBody(await toy.aToy()), aBody(await toy.aToy())];
  await toy.submit(one, toy.confirmed(one), 'used-key');
  const before = await count();
  const answer = await toy.submit(other, toy.confirmed(other), 'used-key');
  expect([answer.status, answer.body.code]).toEqual([422, 'idempotency.other-body']);
  expect(await count()).toBe(before);
});

test('of twenty parallel attempts on one object one succeeds, the others hear of the open application', async () => {
  const body = aBody(await toy.aToy());
  const answers = await Promise.all(Array.from({ length: 20 }, () => toy.submit(body)));
  const made = answers.filter(({ status }) => status === 201);
  expect(made).toHaveLength(1);
  const refused = answers.filter(({ status }) => status !== 201);
  expect(new Set(refused.map(({ status, body: { code } }) => `${status} ${code}`))).toEqual(
    new Set(['422 application.open']),
  );
  expect(JSON.stringify(refused[0]!.body.reasons)).toContain(made[0]!.body.serial);
});

test('after it is closed a new application may be made', async () => {
  const object = await toy.aToy();
  const serial = await toy.anApplication(object);
  const undone = await toy.post(`/v1/applications/${serial}/undo`, toy.confirmed({}));
  expect(undone.status).toBe(200);
  expect(await toy.anApplication(object)).not.toBe(serial);
});

test('every unmet reason comes at once, with text, basis and cures', async () => {
  const object = await toy.aToy();
  await toy.app.database.run('spec.red', 'update toy set red = true where id = $1', [object]);
  const body = aBody(object);
  const answer = await toy.submit(body, toy.confirmed(body, { level: 'online' }));
  expect([answer.status, answer.body.code]).toEqual([422, 'application.rules-unmet']);
  expect(answer.body.reasons).toMatchObject([
    { code: 'person.level-too-low' },
    { code: 'toy.red', text: 'red', basis: 'toy law', cures: ['dye it'] },
  ]);
  expect(await outboxOf(toy.app.database)).toEqual([]);
});

test('a single reason gives the refusal its code', async () => {
  const object = await toy.aToy();
  await toy.app.database.run('spec.red', 'update toy set red = true where id = $1', [object]);
  expect((await toy.submit(aBody(object))).body.code).toBe('toy.red');
});

test("another's record is as if it were not there", async () => {
  const unknown = await toy.submit(aBody('7b0f0c1e-0000-4000-8000-000000000009'));
  const foreign = await toy.submit(aBody(await toy.aToy(aPersonRef('other'))));
  expect([unknown.status, unknown.body.code]).toEqual([404, 'toy.not-found']);
  expect([foreign.status, foreign.body.code]).toEqual([404, 'toy.not-found']);
});

describe('step-up', () => {
  test.each([
    ['missing', 'step-up.missing', () => ({ stepUp: undefined })],
    [
      'for another purpose',
      'step-up.other-purpose',
      (own: object) => ({ stepUp: { ...own, purpose: 'apply:T2' } }),
    ],
    [
      'of another body',
      'step-up.other-body',
      (own: object) => ({ stepUp: { ...own, bodyDigest: 'x'.repeat(43) } }),
    ],
  ])('%s is refused', async (_title, code, change) => {
    const body = aBody(await toy.aToy());
    const as = toy.confirmed(body);
    const answer = await toy.submit(body, { ...as, ...change(as.stepUp!) } as typeof as);
    expect([answer.status, answer.body.code]).toEqual([403, code]);
  });

  test('expired is refused', async () => {
    const body = aBody(await toy.aToy());
    const as = toy.confirmed(body, {}, addMinutes(toy.app.clock.now(), 0));
    expect((await toy.submit(body, as)).body.code).toBe('step-up.expired');
  });

  test('used once is used up, but a refusal gives it back', async () => {
    const object = await toy.aToy();
    await toy.app.database.run('spec.red', 'update toy set red = true where id = $1', [object]);
    const as = toy.confirmed(aBody(object));
    expect((await toy.submit(aBody(object), as)).status).toBe(422);
    await toy.app.database.run('spec.green', 'update toy set red = false where id = $1', [object]);
    expect((await toy.submit(aBody(object), as)).status).toBe(201);
    expect((await toy.submit(aBody(object), as)).body.code).toBe('step-up.used');
  });
});

describe('bad input', () => {
  const object = '7b0f0c1e-0000-4000-8000-000000000009';
  const good = aBody(object);
  test.each<[string, unknown, string[]]>([
    ['nothing', {}, ['#/object', '#/delivery', '#/declaration']],
    ['an object that is none', { ...good, object: 'x' }, ['#/object']],
    ['an unknown field', { ...good, extra: 1 }, ['#/extra']],
    ['no declaration', { ...good, declaration: false }, ['#/declaration']],
    ['delivery of the wrong type', { ...good, delivery: 'pickup' }, ['#/delivery']],
    ['an unknown way of delivery', { ...good, delivery: { method: 'drone' } }, ['#/delivery/method']],
    ['pickup without office', { ...good, delivery: { method: 'pickup' } }, ['#/delivery/office']],
    [
      'pickup with an address',
      { ...good, delivery: { ...good.delivery, addressRef: 'abc' } },
      ['#/delivery/addressRef'],
    ],
    ['a list', [good], ['#']],
  ])('%s is refused with its fields', async (_title, body, pointers) => {
    const answer = await toy.submit(body);
    expect([answer.status, answer.body.code]).toEqual([422, 'request.invalid']);
    const errors = answer.body.errors as unknown as { pointer: string }[];
    expect(errors.map(({ pointer }) => pointer)).toEqual(pointers);
  });

  test.each([
    ['post', { method: 'post', addressRef: 'abc' }, 'delivery.not-offered'],
    ['an unknown office', { method: 'pickup', office: 'nowhere' }, 'delivery.unknown-office'],
  ])('%s is refused', async (_title, delivery, code) => {
    const answer = await toy.submit({ ...aBody(await toy.aToy()), delivery });
    expect([answer.status, answer.body.code]).toEqual([422, code]);
  });

  test('an unknown business, no key, and nobody are refused', async () => {
    const { app } = toy;
    const as = toy.confirmed(good);
    const headers = { 'idempotency-key': toy.key() };
    const unknown = await app.request('POST', '/v1/services/T9/applications', { as, body: good, headers });
    expect([unknown.status, unknown.body.code]).toEqual([404, 'business.unknown']);
    const noKey = await app.request('POST', '/v1/services/T1/applications', { as, body: good });
    expect([noKey.status, noKey.body.code]).toEqual([400, 'idempotency.key-missing']);
    const nobody = await app.request('POST', '/v1/services/T1/applications', { body: good, headers });
    expect([nobody.status, nobody.body.code]).toEqual([401, 'principal.missing']);
  });
});
