import { aPersonRef, asOperator, asPerson, clearOutbox, outboxOf } from '@open122/testkit';

import { HOLDER, OPERATOR, ToyService } from '../toy-owner';

let toy: ToyService;
beforeAll(async () => (toy = await ToyService.start()));
afterAll(() => toy.app.close());

const MINUTE = 60_000;
/** An application whose undo window has passed, nothing said since. */
async function aDueApplication(): Promise<{ serial: string; object: string }> {
  const object = await toy.aToy();
  const serial = await toy.anApplication(object);
  toy.app.clock.advance(10 * MINUTE);
  await clearOutbox(toy.app.database);
  return { serial, object };
}
const decide = (serial: string, how: 'acceptance' | 'rejection', as = OPERATOR, key?: string) =>
  toy.post(
    `/v1/ops/applications/${serial}/${how}`,
    as,
    how === 'rejection' ? { reasons: [{ text: '照片不清' }, { code: 'toy.torn', text: 'torn' }] } : undefined,
    key,
  );
const sql = (text: string, params: unknown[]) => toy.app.database.source.query<unknown>(text, params);

test('acceptance changes the record, tells fulfilment of the document and says so', async () => {
  const { serial, object } = await aDueApplication();
  const answer = await decide(serial, 'acceptance');
  expect([answer.status, answer.body.state, answer.body.issueNo]).toEqual([200, 'ACCEPTED', 2]);
  expect(await sql('select coats from toy where id = $1', [object])).toEqual([{ coats: 2 }]);
  expect(await outboxOf(toy.app.database)).toMatchObject([
    { type: 'ApplicationAccepted', topic: 'he.licence.application.v1', key: serial, version: 2 },
    {
      type: 'DocumentDue',
      topic: 'he.licence.document.v1',
      key: serial,
      data: {
        business: 'T1',
        person: HOLDER,
        document: 'driving-licence',
        issueNo: 2,
        delivery: { method: 'pickup', office: 'internet-business-centre' },
        feeFen: 1234,
        returns: ['old toy'],
      },
    },
  ]);
  const timeline = await sql('select event, actor from timeline_entry where serial = $1 order by id', [
    serial,
  ]);
  expect(timeline).toEqual([
    { event: 'submitted', actor: 'person:account-1' },
    { event: 'accepted', actor: 'staff:op-1' },
  ]);
});

test('a repeated acceptance is one effect and one answer; under another key it is refused', async () => {
  const { serial, object } = await aDueApplication();
  const parallel = await Promise.all([1, 2, 3].map(() => decide(serial, 'acceptance', OPERATOR, 'one-key')));
  const again = await decide(serial, 'acceptance', OPERATOR, 'one-key');
  expect(again.status).toBe(200);
  for (const { status, body } of parallel) {
    expect(status === 200 || body.code === 'idempotency.in-flight').toBe(true);
  }
  const other = await decide(serial, 'acceptance');
  expect([other.status, other.body.code]).toEqual([409, 'application.wrong-state']);
  expect(await sql('select coats from toy where id = $1', [object])).toEqual([{ coats: 2 }]);
});

test('two operators at once: one decides', async () => {
  const { serial, object } = await aDueApplication();
  const answers = await Promise.all([
    decide(serial, 'acceptance', asOperator('licence', { staff: 'a' })),
    decide(serial, 'rejection', asOperator('licence', { staff: 'b' })),
  ]);
  expect(answers.map(({ status }) => status).sort()).toEqual([200, 409]);
  const accepted = answers[0]!.status === 200;
  expect(await sql('select coats from toy where id = $1', [object])).toEqual([{ coats: accepted ? 2 : 1 }]);
});

test('before the undo window has passed nothing can be decided, and the answer says when', async () => {
  const serial = await toy.anApplication();
  const answer = await decide(serial, 'acceptance');
  expect([answer.status, answer.body.code]).toEqual([409, 'application.undo-window-open']);
  expect(answer.body.detail).toMatch(/2026-01-05T\d\d:\d\d:00\.000\+08:00/);
});

test('a reason that has come up since turns the acceptance into a rejection with it', async () => {
  const { serial, object } = await aDueApplication();
  await sql('update toy set red = true where id = $1', [object]);
  const answer = await decide(serial, 'acceptance');
  expect([answer.status, answer.body.state]).toEqual([200, 'REJECTED']);
  expect(answer.body.reasons).toMatchObject([{ code: 'toy.red', text: 'red', cures: ['dye it'] }]);
  expect(await outboxOf(toy.app.database)).toMatchObject([
    { type: 'ApplicationRejected', key: serial, data: { reasons: ['toy.red'] } },
  ]);
  expect(await sql('select coats from toy where id = $1', [object])).toEqual([{ coats: 1 }]);
});

test.each([
  ['not after the submission rejects, though it became known later', 0, 'REJECTED'],
  ['after the submission lets the open application go on', 1, 'ACCEPTED'],
])('a listing whose start is %s', async (_title, later, state) => {
  const submittedAt = toy.app.clock.now();
  const { serial } = await aDueApplication();
  const insert = `insert into standing values ($1, $2::timestamptz + make_interval(secs => $3), '2027-01-01', 1)`;
  await sql(insert, [HOLDER, submittedAt, later]);
  expect((await decide(serial, 'acceptance')).body.state).toBe(state);
  await sql('delete from standing where person = $1', [HOLDER]);
});

test('a record that has passed to another rejects', async () => {
  const { serial, object } = await aDueApplication();
  await sql('update toy set person = $2 where id = $1', [object, aPersonRef('buyer')]);
  expect((await decide(serial, 'acceptance')).body).toMatchObject({
    state: 'REJECTED',
    reasons: [{ code: 'application.record-passed-on' }],
  });
});

test('a rejection carries its reasons to the applicant', async () => {
  const { serial } = await aDueApplication();
  const answer = await decide(serial, 'rejection');
  expect([answer.status, answer.body.state]).toEqual([200, 'REJECTED']);
  expect(answer.body.reasons).toMatchObject([
    { code: 'application.rejected-by-operator', text: '照片不清' },
    { code: 'toy.torn', text: 'torn' },
  ]);
  const shown = await toy.app.request('GET', `/v1/applications/${serial}`, { as: asPerson('holder') });
  expect(shown.body.reasons).toHaveLength(2);
});

describe('who may not decide', () => {
  test.each([
    ['an operator of the other owner', asOperator('vehicle'), 403, 'principal.other-owner'],
    ['the applicant himself', asOperator('licence', { person: HOLDER }), 403, 'application.own'],
  ])('%s', async (_title, as, status, code) => {
    const { serial } = await aDueApplication();
    const answer = await decide(serial, 'acceptance', as);
    expect([answer.status, answer.body.code]).toEqual([status, code]);
    expect(await outboxOf(toy.app.database)).toEqual([]);
  });

  test('a citizen', async () => {
    const { serial } = await aDueApplication();
    const answer = await toy.post(`/v1/ops/applications/${serial}/acceptance`, asPerson('holder'));
    expect([answer.status, answer.body.code]).toEqual([403, 'principal.not-allowed']);
  });

  test('anybody on what does not exist', async () => {
    const answer = await decide('HEL202601059999999', 'acceptance');
    expect([answer.status, answer.body.code]).toEqual([404, 'application.not-found']);
  });
});

test.each<[string, unknown, string[]]>([
  ['no reasons', {}, ['#/reasons']],
  ['an empty list', { reasons: [] }, ['#/reasons']],
  ['a reason without text', { reasons: [{ code: 'toy.torn' }] }, ['#/reasons/0/text']],
  ['a code out of shape', { reasons: [{ code: 'Torn', text: 'x' }] }, ['#/reasons/0/code']],
  ['an unknown field', { reasons: [{ text: 'x', who: 'me' }] }, ['#/reasons/0/who']],
])('a rejection with %s is refused', async (_title, body, pointers) => {
  const { serial } = await aDueApplication();
  const answer = await toy.post(`/v1/ops/applications/${serial}/rejection`, OPERATOR, body);
  expect([answer.status, answer.body.code]).toEqual([422, 'request.invalid']);
  expect((answer.body.errors as unknown as { pointer: string }[]).map(({ pointer }) => pointer)).toEqual(
    pointers,
  );
});
