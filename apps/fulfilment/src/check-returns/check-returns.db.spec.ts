import { asFulfilmentClerk } from '@open122/testkit';

import { Platform } from '../testing/a-platform';

let platform: Platform;
beforeAll(async () => (platform = await Platform.start()));
afterAll(() => platform.close());

it('a delivery with returns is completed when they are checked in at the office (rules §2.1)', async () => {
  const { handoverId } = await platform.inTransit('x', { returns: ['damaged-licence'] });
  const check = (key: string) =>
    platform.app.request('POST', `/v1/ops/handovers/${handoverId}/returns`, { as: asFulfilmentClerk(), key });
  expect(await check('early')).toMatchObject({ status: 409, body: { code: 'handover.wrong-state' } });
  await platform.days(1);
  await platform.reaches(handoverId, 'DELIVERED');
  expect(await check('key')).toMatchObject({ status: 200, body: { state: 'COMPLETED' } });
  expect((await platform.said(handoverId)).at(-1)!.type).toBe('HandoverCompleted');
});
