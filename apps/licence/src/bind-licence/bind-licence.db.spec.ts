import { asOperator } from '@open122/testkit';

import { holderOf, LicenceService } from '../a-licence-service';

let licence: LicenceService;
beforeAll(async () => (licence = await LicenceService.start()));
afterAll(() => licence.close());

test('the holder binds his licence; once more changes nothing', async () => {
  const row = await licence.aLicence({ status: 'HM' });
  const first = await licence.bind(row);
  expect(first.status).toBe(201);
  expect(first.body).toMatchObject({
    fileNumber: `1301****${row.fileNumber.slice(-4)}`,
    classes: ['C1'],
    status: [
      { letter: 'H', text: '违法未处理' },
      { letter: 'M', text: '逾期未换证' },
    ],
    validUntil: '2031-05-01',
    issueNo: 1,
    boundAt: '2026-01-05T09:00:00.000+08:00',
  });
  const again = await licence.bind(row);
  expect([again.status, again.body]).toEqual([200, first.body]);
  const audited = await licence.app.database.run(
    'spec.audit',
    `select action from audit where subject = $1`,
    [first.body.licenceId],
  );
  expect(audited).toEqual([{ action: 'licence.bound' }]);
});

test('ten at once are one binding', async () => {
  const row = await licence.aLicence();
  const answers = await Promise.all(Array.from({ length: 10 }, () => licence.bind(row)));
  expect(answers.map(({ status }) => status).sort()).toEqual([...Array(9).fill(200), 201]);
});

test("another's licence and an unknown one get one and the same answer", async () => {
  const row = await licence.aLicence();
  const foreign = await licence.bind(row, holderOf('E00000009'));
  const unknown = await licence.bind({ ...row, fileNumber: '999999999999' });
  const known = ({ status, body: { code, detail } }: typeof foreign) => ({ status, code, detail });
  expect(known(foreign)).toEqual(known(unknown));
  expect(known(foreign)).toMatchObject({ status: 404, code: 'licence.not-found' });
});

test('a licence that has left the register cannot be bound', async () => {
  const row = await licence.aLicence({ deleted: '1' });
  expect((await licence.bind(row)).status).toBe(404);
});

test.each<[string, unknown, number, string]>([
  ['a file number of eleven digits', { fileNumber: '13010000000' }, 422, 'request.invalid'],
  ['a number instead of a text', { fileNumber: 130100000001 }, 422, 'request.invalid'],
  ['nothing', {}, 422, 'request.invalid'],
  ['an unknown field', { fileNumber: '130100000001', person: 'x' }, 422, 'request.invalid'],
  ['what is no JSON', '{', 400, 'request.malformed'],
])('%s is refused', async (_title, body, status, code) => {
  const answer = await licence.app.request('POST', '/v1/me/licences', {
    as: holderOf(),
    body,
    key: 'bad-input',
  });
  expect([answer.status, answer.body.code]).toEqual([status, code]);
});

test('no key, nobody, and an operator are refused', async () => {
  const body = { fileNumber: '130100000001' };
  const post = (request: object) => licence.app.request('POST', '/v1/me/licences', { body, ...request });
  expect((await post({ as: holderOf() })).body.code).toBe('idempotency.key-missing');
  expect((await post({ key: 'some-key' })).body.code).toBe('principal.missing');
  expect((await post({ key: 'some-key', as: asOperator('licence') })).body.code).toBe(
    'principal.not-allowed',
  );
});
