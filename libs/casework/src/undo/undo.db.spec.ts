import { asPerson, clearOutbox, outboxOf } from '@open122/testkit';

import { HOLDER, OPERATOR, ToyService } from '../toy-owner';

let toy: ToyService;
beforeAll(async () => (toy = await ToyService.start()));
afterAll(() => toy.app.close());
beforeEach(() => clearOutbox(toy.app.database));

const MINUTE = 60_000;
const holder = asPerson('holder');
const undo = (serial: string, as = holder, key?: string) =>
  toy.post(`/v1/applications/${serial}/undo`, as, undefined, key);

test('within ten minutes the applicant undoes his application, once', async () => {
  const serial = await toy.anApplication();
  await clearOutbox(toy.app.database);
  toy.app.clock.advance(10 * MINUTE - 1);
  const [first, again] = [await undo(serial, holder, 'undo-key'), await undo(serial, holder, 'undo-key')];
  expect([first.status, first.body.state]).toEqual([200, 'UNDONE']);
  expect(again.body).toEqual(first.body);
  expect(await outboxOf(toy.app.database)).toMatchObject([
    { type: 'ApplicationUndone', key: serial, version: 2, data: { person: HOLDER } },
  ]);
  const another = await undo(serial);
  expect([another.status, another.body.code]).toEqual([409, 'application.wrong-state']);
});

test('after the window it is too late, and the answer says when it ended', async () => {
  const serial = await toy.anApplication();
  toy.app.clock.advance(10 * MINUTE);
  const answer = await undo(serial);
  expect([answer.status, answer.body.code]).toEqual([409, 'application.undo-window-closed']);
  expect(answer.body.detail).toMatch(/ended at 2026-01-05T09:\d\d/);
  expect(await outboxOf(toy.app.database)).toHaveLength(1);
});

test("another's application, an unknown one and the operator's hand are refused", async () => {
  const serial = await toy.anApplication();
  const stranger = await undo(serial, asPerson('stranger'));
  const unknown = await undo('HEL202601059999999');
  expect([stranger.status, stranger.body.code]).toEqual([404, 'application.not-found']);
  expect([unknown.status, unknown.body.code]).toEqual([404, 'application.not-found']);
  const operator = await toy.post(`/v1/applications/${serial}/undo`, OPERATOR);
  expect([operator.status, operator.body.code]).toEqual([403, 'principal.not-allowed']);
});
