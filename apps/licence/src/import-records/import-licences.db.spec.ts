import { aPersonRef, clearOutbox, outboxOf } from '@open122/testkit';

import { holderOf, LicenceService } from '../a-licence-service';

let licence: LicenceService;
beforeAll(async () => (licence = await LicenceService.start()));
afterAll(() => licence.close());
beforeEach(() => clearOutbox(licence.app.database));

const stored = (fileNumber: string) =>
  licence.app.database.run('spec.stored', 'select * from licence where file_number = $1', [fileNumber]);

test('rows become records and facts; the same file again is no change and no event', async () => {
  const rows = [
    { fileNumber: '130100000011', documentNumber: 'E10000011', classes: 'A1+C1', status: 'HM' },
    { fileNumber: '130100000012', documentNumber: 'E10000012', validUntil: '', medicalUntil: '2026-05-01' },
    { fileNumber: '13010000001x' },
  ];
  const first = await licence.import(...rows);
  expect(first.body).toMatchObject({ rows: 3, inserted: 2, updated: 0, rejected: 1, finished: true });
  expect(await outboxOf(licence.app.database)).toMatchObject([
    {
      type: 'LicenceChanged',
      topic: 'he.licence.licence.v1',
      version: 1,
      data: {
        person: aPersonRef('E10000011'),
        classes: ['A1', 'C1'],
        status: ['H', 'M'],
        revision: 1,
        deleted: false,
      },
    },
    { data: { person: aPersonRef('E10000012'), validUntil: null } },
  ]);
  expect(await stored('130100000012')).toMatchObject([
    { medical_until: '2026-05-01', review_due: null, reached_12_cycles: 0, valid_until: null },
  ]);
  await clearOutbox(licence.app.database);
  const same = await licence.import(...rows);
  expect(same.body).toMatchObject({ inserted: 0, updated: 0, unchanged: 2, rejected: 1 });
  const reordered = await licence.import(...[...rows].reverse());
  expect(reordered.body).toMatchObject({ inserted: 0, updated: 0, unchanged: 2, rejected: 1 });
  expect(await outboxOf(licence.app.database)).toEqual([]);
});

test('nothing personal is kept', async () => {
  const row = await licence.aLicence();
  const text =
    JSON.stringify(await stored(row.fileNumber)) + JSON.stringify(await outboxOf(licence.app.database));
  expect(text).not.toMatch(new RegExp(`${row.documentNumber}|${row.name}|${row.mobile}`));
});

test('a lower revision is skipped, a higher one is a fact of the next version', async () => {
  const row = await licence.aLicence({ revision: '4' });
  await clearOutbox(licence.app.database);
  expect((await licence.import({ ...row, revision: '3', status: 'K' })).body).toMatchObject({
    skipped: 1,
    updated: 0,
  });
  expect((await licence.import({ ...row, revision: '6', status: 'K' })).body).toMatchObject({ updated: 1 });
  expect(await outboxOf(licence.app.database)).toMatchObject([
    { version: 2, data: { revision: 6, status: ['K'] } },
  ]);
});

test('of two files at once the higher revision stays, whoever comes last', async () => {
  const row = await licence.aLicence();
  const files = Array.from({ length: 6 }, (_, i) => licence.import({ ...row, revision: String(i + 2) }));
  const answers = await Promise.all(files);
  expect(answers.map(({ status }) => status)).toEqual(Array(6).fill(200));
  expect(await stored(row.fileNumber)).toMatchObject([{ revision: 7 }]);
  const facts = (await outboxOf(licence.app.database)).slice(1);
  expect(facts.at(-1)).toMatchObject({ data: { revision: 7 } });
  const versions = facts.map(({ version }) => version);
  expect(versions).toEqual([...new Set(versions)].sort((a, b) => a - b));
});

test('a change of holder ends the binding; so does leaving the register', async () => {
  const passed = await licence.aBoundLicence();
  await licence.import({ ...passed.row, revision: '2', documentNumber: 'E77777777' });
  const gone = await licence.aBoundLicence();
  await licence.import({ ...gone.row, revision: '2', deleted: '1' });
  for (const { holder, licenceId } of [passed, gone]) {
    const shown = await licence.app.request('GET', `/v1/me/licences/${licenceId}`, { as: holder });
    expect(shown.status).toBe(404);
  }
  expect((await licence.bind(passed.row, holderOf('E77777777'))).status).toBe(201);
});

test('an update without change of holder leaves the binding', async () => {
  const { row, licenceId, holder } = await licence.aBoundLicence();
  await licence.import({ ...row, revision: '2', status: 'H' });
  const shown = await licence.app.request('GET', `/v1/me/licences/${licenceId}`, { as: holder });
  expect(shown.body.status).toMatchObject([{ letter: 'H' }]);
});
