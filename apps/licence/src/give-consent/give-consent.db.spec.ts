import type { Principal } from '@open122/http';
import { asAgent, clearOutbox, outboxOf } from '@open122/testkit';

import { LicenceService } from '../a-licence-service';

let licence: LicenceService;
beforeAll(async () => (licence = await LicenceService.start()));
afterAll(() => licence.close());

let keys = 0;
const key = () => `consent-${(keys += 1)}`;
const firm = (name = 'a firm') => asAgent(name, { organisationKind: 'transport-enterprise' });
const ask = (fileNumber: string, as: Principal = firm()) =>
  licence.app.request('POST', '/v1/organisation/licence-consents', { as, key: key(), body: { fileNumber } });
const decide = (consentId: string, decision: string, as: Principal) =>
  licence.app.request('POST', `/v1/me/licence-consents/${consentId}/decisions`, {
    as,
    key: key(),
    body: { decision },
  });
const asked = async (as: Principal) =>
  (await licence.app.request('GET', '/v1/me/licence-consents', { as })).body.items as {
    consentId: string;
    organisation: string;
    state: string;
  }[];
const seen = async (as: Principal = firm()) =>
  (await licence.app.request('GET', '/v1/organisation/licences', { as })).body.items as {
    licenceId: string;
  }[];

test('an organisation sees a licence when, and as long as, its driver lets it', async () => {
  const { row, licenceId, holder } = await licence.aBoundLicence();
  expect(await ask(row.fileNumber)).toMatchObject({ status: 201, body: { state: 'asked' } });
  expect(await seen()).toEqual([]);
  const [request] = await asked(holder);
  expect(request).toMatchObject({ state: 'asked', organisation: expect.stringMatching(/^单位/) });
  const { consentId = '' } = request ?? {};
  expect((await decide(consentId, 'give', holder)).body).toMatchObject({ state: 'given' });
  expect(await seen()).toMatchObject([{ licenceId }]);
  expect(await seen(firm('another firm'))).toEqual([]);
  const read = await licence.app.database.run(
    'spec.read',
    `select purpose from audit where action = 'licence.read'`,
  );
  expect(read).toHaveLength(1);
  expect((await decide(consentId, 'revoke', holder)).body).toMatchObject({ state: 'revoked' });
  expect(await seen()).toEqual([]);
});

test('what was refused is not seen; what is decided is decided once', async () => {
  const { row, holder } = await licence.aBoundLicence();
  const consentId = (await ask(row.fileNumber)).body.consentId as string;
  expect((await decide(consentId, 'refuse', holder)).status).toBe(200);
  expect(await decide(consentId, 'give', holder)).toMatchObject({
    status: 409,
    body: { code: 'licence-consent.not-possible' },
  });
  expect((await decide(consentId, 'perhaps', holder)).status).toBe(422);
});

test('an unknown licence, and one that nobody has bound, look like one whose driver has not answered', async () => {
  const unbound = await licence.aLicence();
  const { row } = await licence.aBoundLicence();
  const answers = await Promise.all(
    ['130199990000', unbound.fileNumber, row.fileNumber].map((each) => ask(each)),
  );
  const shape = answers.map(({ status, body }) => ({ status, state: body.state, decidedAt: body.decidedAt }));
  expect(new Set(shape.map((each) => JSON.stringify(each))).size).toBe(1);
});

test('the driver is told that he is asked, once; that his consent ends is told to nobody', async () => {
  const { row, licenceId, holder } = await licence.aBoundLicence();
  await clearOutbox(licence.app.database);
  const consentId = (await ask(row.fileNumber)).body.consentId as string;
  await ask(row.fileNumber);
  await ask((await licence.aLicence()).fileNumber);
  await decide(consentId, 'give', holder);
  await decide(consentId, 'revoke', holder);
  const said = (await outboxOf(licence.app.database)).filter(({ type }) => type !== 'LicenceChanged');
  expect(said).toMatchObject([
    {
      ...{ topic: 'he.licence.consent.v1', type: 'LicenceConsentAsked', key: consentId, version: 1 },
      data: { consentId, licenceId, person: holder.person, organisation: firm().account },
    },
  ]);
});

test('whoever was refused does not ask by SMS again and again, another may', async () => {
  const { row, holder } = await licence.aBoundLicence();
  await clearOutbox(licence.app.database);
  const told = async () =>
    (await outboxOf(licence.app.database)).filter(({ type }) => type === 'LicenceConsentAsked').length;
  await decide((await ask(row.fileNumber)).body.consentId as string, 'refuse', holder);
  expect((await ask(row.fileNumber)).body).toMatchObject({ state: 'asked' });
  expect(await told()).toBe(1);
  await ask(row.fileNumber, firm('a fourth firm'));
  expect(await told()).toBe(2);
});

test('asked twice it is one request; another’s request is not found', async () => {
  const { row, holder } = await licence.aBoundLicence();
  const first = await ask(row.fileNumber);
  expect((await ask(row.fileNumber)).body.consentId).toBe(first.body.consentId);
  expect(await asked(holder)).toHaveLength(1);
  const stranger = (await licence.aBoundLicence()).holder;
  for (const id of [first.body.consentId as string, 'nonsense']) {
    expect(await decide(id, 'give', stranger)).toMatchObject({
      status: 404,
      body: { code: 'licence-consent.not-found' },
    });
  }
});

test('unbinding, and a holder who is another now, end what an organisation sees', async () => {
  const { row, licenceId, holder } = await licence.aBoundLicence();
  const other = firm('a third firm');
  const consentId = (await ask(row.fileNumber, other)).body.consentId as string;
  await decide(consentId, 'give', holder);
  expect(await seen(other)).toMatchObject([{ licenceId }]);
  await licence.app.request('DELETE', `/v1/me/licences/${licenceId}`, { as: holder });
  expect(await seen(other)).toEqual([]);
});

test('both lists have pages', async () => {
  const list = async (path: string, as: Principal) => {
    const found: unknown[] = [];
    for (let next: string | null = ''; next !== null;) {
      const query: string = next === '' ? '' : `&cursor=${next}`;
      const { body } = await licence.app.request('GET', `${path}?limit=2${query}`, { as });
      found.push(...(body.items as unknown[]));
      next = body.next as string | null;
    }
    return found.length;
  };
  const big = firm('a big firm');
  for (let nth = 0; nth < 5; nth += 1) {
    const { row, holder } = await licence.aBoundLicence();
    await decide((await ask(row.fileNumber, big)).body.consentId as string, 'give', holder);
  }
  expect(await list('/v1/organisation/licences', big)).toBe(5);
  expect(await list('/v1/organisation/licence-consents', big)).toBe(5);
});
