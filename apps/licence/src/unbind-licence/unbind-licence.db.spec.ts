import { holderOf, LicenceService } from '../a-licence-service';

let licence: LicenceService;
beforeAll(async () => (licence = await LicenceService.start()));
afterAll(() => licence.close());

const unbind = (licenceId: string, as = holderOf()) =>
  licence.app.request('DELETE', `/v1/me/licences/${licenceId}`, { as });

test('who has bound it unbinds it, once, and may bind it again', async () => {
  const { row, licenceId, holder } = await licence.aBoundLicence();
  expect((await unbind(licenceId, holder)).status).toBe(204);
  const again = await unbind(licenceId, holder);
  expect([again.status, again.body.code]).toEqual([404, 'licence.not-found']);
  expect((await licence.bind(row)).status).toBe(201);
});

test("another's binding, an unknown id and no id at all are not found", async () => {
  const { licenceId } = await licence.aBoundLicence();
  for (const id of [licenceId, '7b0f0c1e-0000-4000-8000-000000000009', 'x%00']) {
    expect((await unbind(id, holderOf('E00000009'))).body.code).toBe('licence.not-found');
  }
});
