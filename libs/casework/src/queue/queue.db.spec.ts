import { asFulfilmentClerk, asOperator } from '@open122/testkit';

import { HOLDER, OPERATOR, ToyService } from '../toy-owner';

let toy: ToyService;
beforeAll(async () => (toy = await ToyService.start()));
afterAll(() => toy.app.close());

const get = (path: string, as = OPERATOR) =>
  toy.app.request('GET', path, { as, headers: { 'accept-language': 'en' } });
const MINUTE = 60_000;
interface Item {
  serial: string;
  workingDaysLate: number;
  decisionDueOn: string;
}

test('operators see an application only after its undo window, with deadline and lateness', async () => {
  const serial = await toy.anApplication();
  expect((await get('/v1/ops/licence/applications')).body.items).toEqual([]);
  expect((await get(`/v1/ops/applications/${serial}`)).status).toBe(404);
  toy.app.clock.advance(10 * MINUTE);
  expect((await get('/v1/ops/licence/applications')).body).toMatchObject({
    items: [{ serial, decisionDueOn: '2026-01-06', workingDaysLate: 0 }],
    next: null,
  });
  toy.app.clock.advance(7 * 24 * 60 * MINUTE);
  const [late] = (await get('/v1/ops/licence/applications?state=SUBMITTED')).body.items as unknown as Item[];
  expect(late).toMatchObject({ serial, workingDaysLate: 4 });
});

test('the queue is paged by cursor, the oldest first, and none is lost or doubled', async () => {
  const made = [];
  for (let i = 0; i < 7; i += 1) {
    made.push(await toy.anApplication());
    if (i % 3 === 0) toy.app.clock.advance(1_000);
  }
  toy.app.clock.advance(10 * MINUTE);
  const seen: string[] = [];
  let cursor = '';
  do {
    const page = await get(`/v1/ops/licence/applications?limit=3${cursor}`);
    seen.push(...(page.body.items as unknown as Item[]).map(({ serial }) => serial));
    cursor = page.body.next === null ? '' : `&cursor=${page.body.next as string}`;
  } while (cursor !== '');
  expect(seen.slice(-7)).toEqual(made);
  expect(new Set(seen).size).toBe(seen.length);
});

test('a case shows its timeline with who acted, and the reading is audited with its purpose', async () => {
  const serial = await toy.anApplication();
  toy.app.clock.advance(10 * MINUTE);
  const answer = await get(`/v1/ops/applications/${serial}`);
  expect(answer.body).toMatchObject({
    serial,
    person: HOLDER,
    timeline: [{ event: 'submitted', actor: 'person:account-1', text: 'The application was submitted.' }],
  });
  const audited = await toy.app.database.run(
    'spec.audit',
    `select actor, action, purpose from audit where subject = $1`,
    [HOLDER],
  );
  expect(audited).toEqual([{ actor: 'staff:op-1', action: 'application.read', purpose: `decide ${serial}` }]);
});

test.each([
  ["the other owner's queue", '/v1/ops/vehicle/applications', OPERATOR, 403],
  ['an operator of the other owner', '/v1/ops/licence/applications', asOperator('vehicle'), 403],
  ['a fulfilment clerk', '/v1/ops/licence/applications', asFulfilmentClerk(), 403],
  ['an unknown state', '/v1/ops/licence/applications?state=LOST', OPERATOR, 422],
  ['a forged cursor', '/v1/ops/licence/applications?cursor=e30', OPERATOR, 400],
  ['a cursor of other types', `/v1/ops/licence/applications?cursor=${forged()}`, OPERATOR, 422],
])('%s is refused', async (_title, path, as, status) => expect((await get(path, as)).status).toBe(status));

function forged(): string {
  return Buffer.from(JSON.stringify(['yesterday-ish', 1])).toString('base64url');
}
