import { asFulfilmentClerk, asOperator } from '@open122/testkit';

import { Platform } from '../testing/a-platform';

let platform: Platform;
beforeAll(async () => (platform = await Platform.start()));
afterAll(() => platform.close());

it('what couriers took on a day is compared with what was due; only differences are listed (rules §3)', async () => {
  for (const [at, cashFen] of [
    ['2026-01-04T15:59:59Z', 1],
    ['2026-01-04T16:00:00Z', 3000],
    ['2026-01-05T01:00:00Z', 2500],
  ] as const) {
    const { handoverId, parcel } = await platform.inTransit('x');
    await platform.callBack({ handoverId, parcel, visit: 1, outcome: 'delivered', at, cashFen });
  }
  const show = (day: string, as = asFulfilmentClerk()) =>
    platform.app.request<{ differences: unknown[] }>('GET', `/v1/ops/cash?day=${day}`, { as });
  expect((await show('2026-01-05')).body).toMatchObject({
    day: '2026-01-05',
    dueFen: 6000,
    collectedFen: 5500,
  });
  expect((await show('2026-01-05')).body.differences).toMatchObject([
    { courier: 'sandbox', dueFen: 3000, collectedFen: 2500 },
  ]);
  expect((await show('2026-01-04')).body.differences).toHaveLength(1);
  expect((await show('2026-02-30')).status).toBe(422);
  expect((await show('2026-01-05', asOperator('licence'))).status).toBe(403);
});
