import { asOperator, clearOutbox, outboxOf } from '@open122/testkit';

import { LicenceService } from '../a-licence-service';

let licence: LicenceService;
beforeAll(async () => (licence = await LicenceService.start()));
afterAll(() => licence.close());

const D1 = '/v1/services/D1';
const body = (object: string) => ({
  object,
  delivery: { method: 'post', addressRef: 'a_1' },
  declaration: true,
});
type Bound = Awaited<ReturnType<LicenceService['aBoundLicence']>>;
let keys = 0;
const apply = ({ licenceId, holder }: Bound) =>
  licence.app.request('POST', `${D1}/applications`, {
    as: holder,
    body: body(licenceId),
    stepUp: 'apply:D1',
    key: `d1-${(keys += 1)}`,
    headers: { 'accept-language': 'en' },
  });
const accept = (serial: unknown) =>
  licence.app.request('POST', `/v1/ops/applications/${String(serial)}/acceptance`, {
    as: asOperator('licence'),
    key: `d1-${(keys += 1)}`,
  });
const list = (person: string, from: string, until: string) =>
  licence.app.database.run(
    'spec.list',
    `insert into standing values ($1, $2, $3, 1) on conflict (person) do update set listed_from = $2, listed_until = $3`,
    [person, from, until],
  );

test('an accepted replacement voids the former document: issue number, fact and document in one transaction', async () => {
  const bound = await licence.aBoundLicence();
  const applied = await apply(bound);
  expect([applied.status, applied.body.feeFen]).toEqual([201, 1000]);
  licence.app.clock.advance(600_000);
  await clearOutbox(licence.app.database);
  const accepted = await accept(applied.body.serial);
  expect([accepted.status, accepted.body.state, accepted.body.issueNo]).toEqual([200, 'ACCEPTED', 2]);
  expect(await outboxOf(licence.app.database)).toMatchObject([
    { type: 'LicenceChanged', key: bound.licenceId, version: 2, data: { issueNo: 2 } },
    { type: 'ApplicationAccepted', key: applied.body.serial },
    {
      type: 'DocumentDue',
      data: { business: 'D1', document: 'driving-licence', issueNo: 2, feeFen: 1000, returns: [] },
    },
  ]);
});

test('until a delta echoes it the issue number is not overwritten', async () => {
  const bound = await licence.aBoundLicence();
  const applied = await apply(bound);
  licence.app.clock.advance(600_000);
  await accept(applied.body.serial);
  const shown = async () =>
    (await licence.app.request('GET', `/v1/me/licences/${bound.licenceId}`, { as: bound.holder })).body
      .issueNo;
  await licence.import({ ...bound.row, revision: '2', issueNo: '1' });
  expect(await shown()).toBe(2);
  await licence.import({ ...bound.row, revision: '3', issueNo: '2' });
  await licence.import({ ...bound.row, revision: '4', issueNo: '1' });
  expect(await shown()).toBe(1);
});

test('who is listed is refused with the date, the basis and two cures; he may still look', async () => {
  const bound = await licence.aBoundLicence();
  await list(bound.holder.person, '2026-01-01T00:00:00Z', '2026-07-01T02:00:00Z');
  const refused = await apply(bound);
  expect([refused.status, refused.body.code]).toEqual([422, 'person.listed']);
  expect(refused.body.reasons).toMatchObject([
    {
      code: 'person.listed',
      until: '2026-07-01T10:00:00.000+08:00',
      basis: expect.stringContaining('rules §4'),
      cures: [expect.stringContaining('2026-07-01'), expect.stringContaining('window')],
    },
  ]);
  const check = await licence.app.request('GET', `${D1}/eligibility?object=${bound.licenceId}`, {
    as: bound.holder,
  });
  expect(check.body).toMatchObject({ eligible: false, reasons: [{ code: 'person.listed' }] });
  expect((await licence.app.request('GET', '/v1/me/licences', { as: bound.holder })).status).toBe(200);
  licence.app.clock.advanceTo('2026-07-01T10:00:00+08:00');
  expect((await apply(bound)).status).toBe(201);
});

test('a letter that comes between submission and decision rejects', async () => {
  const bound = await licence.aBoundLicence();
  const applied = await apply(bound);
  licence.app.clock.advance(600_000);
  await licence.import({ ...bound.row, revision: '2', status: 'KU' });
  const decided = await accept(applied.body.serial);
  expect(decided.body).toMatchObject({
    state: 'REJECTED',
    reasons: [{ code: 'licence.seized' }, { code: 'licence.withheld' }],
  });
});

test('a licence that passes to another between submission and decision rejects', async () => {
  const bound = await licence.aBoundLicence();
  const applied = await apply(bound);
  licence.app.clock.advance(600_000);
  await licence.import({ ...bound.row, revision: '2', documentNumber: 'E55555555' });
  const decided = await accept(applied.body.serial);
  expect(decided.body).toMatchObject({ state: 'REJECTED', issueNo: null });
});

test('what is not bound cannot be applied for, though it is his', async () => {
  const bound = await licence.aBoundLicence();
  await licence.app.request('DELETE', `/v1/me/licences/${bound.licenceId}`, { as: bound.holder });
  expect((await apply(bound)).body.code).toBe('licence.not-bound');
});
