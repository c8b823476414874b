import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';

import { AccountClosed, instant, type PersonRef } from '@open122/contracts';
import { asAgent, hear, type HeardBytes, messageOf } from '@open122/testkit';

import { LicenceService } from '../a-licence-service';

let licence: LicenceService;
beforeAll(async () => (licence = await LicenceService.start()));
afterAll(() => licence.close());

const closed = (person: PersonRef, at = '2026-01-05T02:00:00.000Z') =>
  messageOf({ event: AccountClosed, data: { account: randomUUID(), person, at: instant(at) } });
const hears = (...messages: HeardBytes[]) => hear(licence.app, 'identity.closure', messages);
const bound = async (licenceId: string) =>
  (
    await licence.app.database.run('spec.bound', 'select from licence_binding where licence_id = $1', [
      licenceId,
    ])
  ).length;

test('handled: what was bound when the account was closed is bound no more', async () => {
  const [one, other] = [await licence.aBoundLicence(), await licence.aBoundLicence()];
  await hears(closed(one.holder.person));
  expect([await bound(one.licenceId), await bound(other.licenceId)]).toEqual([0, 1]);
});

test('duplicate and out of order: what was bound after the closing stays', async () => {
  const { row, licenceId, holder } = await licence.aBoundLicence();
  const message = closed(holder.person);
  await hears(message, message);
  expect((await licence.bind(row)).status).toBe(201);
  await hears(message, closed(holder.person, '2026-01-05T00:59:59.000Z'));
  expect(await bound(licenceId)).toBe(1);
});

test('poison goes to the dead letters, its neighbour is handled', async () => {
  const [bad, good] = [await licence.aBoundLicence(), await licence.aBoundLicence()];
  await hears({ ...closed(bad.holder.person), value: Buffer.from('{') }, closed(good.holder.person));
  expect([await bound(bad.licenceId), await bound(good.licenceId)]).toEqual([1, 0]);
});

test('transient failure: while the database does not let us, it waits and is not lost', async () => {
  const { licenceId, holder } = await licence.aBoundLicence();
  let heard: Promise<boolean> | undefined;
  await licence.app.database.transaction(async (tx) => {
    await tx.run('spec.lock', 'lock table licence_binding in access exclusive mode');
    heard = hears(closed(holder.person));
    await sleep(1_800);
  });
  expect(await heard).toBe(true);
  expect(await bound(licenceId)).toBe(0);
});

test('no organisation sees the licence any more', async () => {
  const { row, licenceId, holder } = await licence.aBoundLicence();
  const firm = asAgent('a firm');
  const asked = await licence.app.request('POST', '/v1/organisation/licence-consents', {
    ...{ as: firm, key: 'ask', body: { fileNumber: row.fileNumber } },
  });
  await licence.app.request('POST', `/v1/me/licence-consents/${String(asked.body.consentId)}/decisions`, {
    ...{ as: holder, key: 'give', body: { decision: 'give' } },
  });
  const seen = async () =>
    (await licence.app.request('GET', '/v1/organisation/licences', { as: firm })).body.items as {
      licenceId: string;
    }[];
  expect(await seen()).toMatchObject([{ licenceId }]);
  await hears(closed(holder.person));
  expect(await seen()).toEqual([]);
});
