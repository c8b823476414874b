import { asAdministrator, asOperator, asService } from '@open122/testkit';

import { LicenceService } from './a-licence-service';

let licence: LicenceService;
beforeAll(async () => (licence = await LicenceService.start()));
afterAll(() => licence.close());

const path = (person: string) => `/internal/persons/${person}/export`;

test('a person gets his licences, bindings and applications, and who read them', async () => {
  const { licenceId, holder } = await licence.aBoundLicence();
  const body = {
    object: licenceId,
    delivery: { method: 'pickup', office: 'internet-business-centre' },
    declaration: true,
  };
  const request = { as: holder, body, stepUp: 'apply:D1', key: 'export-1' };
  const { serial } = (await licence.app.request('POST', '/v1/services/D1/applications', request)).body;
  licence.app.clock.advance(600_000);
  await licence.app.request('GET', `/v1/ops/applications/${String(serial)}`, { as: asOperator('licence') });

  const as = asService('gateway', 'export for himself');
  const answer = await licence.app.request('GET', path(holder.person), { as });
  expect(answer.body).toMatchObject({
    records: { licences: [{ licenceId, person: holder.person }], bindings: [{ licenceId }] },
    applications: [{ serial, timeline: [{ event: 'submitted' }] }],
    standing: { listedFrom: null, listedUntil: null },
    readings: [
      { action: 'application.read', actor: 'staff:operator of licence', purpose: `decide ${String(serial)}` },
      { action: 'person.export', actor: 'service:gateway', purpose: 'export for himself' },
    ],
  });
});

test('nobody but the gateway is answered', async () => {
  const { holder } = await licence.aBoundLicence();
  for (const as of [holder, asAdministrator(), asService('fulfilment', 'curiosity')]) {
    expect((await licence.app.request('GET', path(holder.person), { as })).status).not.toBe(200);
  }
});
