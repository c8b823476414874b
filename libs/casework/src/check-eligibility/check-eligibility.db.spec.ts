import { asOperator, asPerson, outboxOf } from '@open122/testkit';

import { HOLDER, ToyService } from '../toy-owner';

let toy: ToyService;
beforeAll(async () => (toy = await ToyService.start()));
afterAll(() => toy.app.close());

const check = (object: string, as = asPerson('holder'), language = 'en') =>
  toy.app.request('GET', `/v1/services/T1/eligibility?object=${object}`, {
    as,
    headers: { 'accept-language': language },
  });

test('nothing stands in the way', async () => {
  const object = await toy.aToy();
  expect((await check(object)).body).toEqual({ business: 'T1', object, eligible: true, reasons: [] });
  expect(await outboxOf(toy.app.database)).toEqual([]);
});

test('all that stands in the way is told, in the language asked for', async () => {
  const object = await toy.aToy();
  await toy.app.database.run('spec.red', 'update toy set red = true where id = $1', [object]);
  const online = asPerson('holder', { level: 'online' });
  const answer = await check(object, online);
  expect(answer.body).toMatchObject({
    eligible: false,
    reasons: [{ code: 'person.level-too-low' }, { code: 'toy.red', text: 'red' }],
  });
  expect((await check(object, online, 'zh-CN')).body.reasons).toMatchObject([{}, { text: '红' }]);
});

test('an open application stands in the way, with its number', async () => {
  const object = await toy.aToy();
  const serial = await toy.anApplication(object);
  expect((await check(object)).body.reasons).toMatchObject([
    { code: 'application.open', text: expect.stringContaining(serial) },
  ]);
});

test('a listing stands in the way from its first moment', async () => {
  const object = await toy.aToy();
  const insert = 'insert into standing values ($1, $2, $3, 1)';
  const now = toy.app.clock.now();
  await toy.app.database.run('spec.list', insert, [HOLDER, now, '2026-07-05T01:00:00.000Z']);
  expect((await check(object)).body.reasons).toMatchObject([{ code: 'toy.listed' }]);
  await toy.app.database.run('spec.unlist', 'delete from standing');
});

test("another's, an unknown business, a bad id and an operator are refused", async () => {
  const object = await toy.aToy();
  const stranger = await check(object, asPerson('stranger'));
  expect([stranger.status, stranger.body.code]).toEqual([404, 'toy.not-found']);
  const unknown = await toy.app.request('GET', `/v1/services/D1/eligibility?object=${object}`, {
    as: asPerson('holder'),
  });
  expect([unknown.status, unknown.body.code]).toEqual([404, 'business.unknown']);
  const bad = await check('1');
  expect([bad.status, bad.body.code]).toEqual([422, 'request.invalid']);
  const operator = await check(object, asOperator('licence') as never);
  expect(operator.status).toBe(403);
});
