import { asOperator } from '@open122/testkit';

import { holderOf, LicenceService } from '../a-licence-service';

let licence: LicenceService;
beforeAll(async () => (licence = await LicenceService.start()));
afterAll(() => licence.close());

const get = (path: string, as = holderOf(), language = 'en') =>
  licence.app.request('GET', `/v1/me/licences${path}`, { as, headers: { 'accept-language': language } });

test('a person sees what he has bound, letters in words, and nothing that names him', async () => {
  const { licenceId, holder } = await licence.aBoundLicence({ status: 'K' });
  const all = await get('', holder);
  expect(all.body).toMatchObject({
    items: [{ licenceId, status: [{ letter: 'K', text: 'seized' }] }],
    next: null,
  });
  expect((await get(`/${licenceId}`, holder, 'zh-CN')).body.status).toEqual([{ letter: 'K', text: '扣押' }]);
  expect(JSON.stringify(all.body)).not.toMatch(/王某|13800000001|E9999/);
});

test('what is his but not bound, and what is another’s, he does not see', async () => {
  const row = await licence.aLicence();
  expect((await get('', holderOf(row.documentNumber))).body.items).toEqual([]);
  const { licenceId } = await licence.aBoundLicence();
  const foreign = await get(`/${licenceId}`, holderOf('E00000009'));
  expect([foreign.status, foreign.body.code]).toEqual([404, 'licence.not-found']);
});

test('querying is open to who registered online, and to no operator', async () => {
  const { holder } = await licence.aBoundLicence();
  expect((await get('', { ...holder, level: 'online' })).status).toBe(200);
  expect((await get('', asOperator('licence') as never)).status).toBe(403);
});
