import { Platform, until } from '../testing/a-platform';

let platform: Platform;
beforeAll(async () => (platform = await Platform.start()));
afterAll(() => platform.close());

const HOUR = 60 * 60 * 1000;
const counted = (handoverId: string) =>
  until(
    () => platform.find(handoverId),
    ({ visits }) => visits.length > 0,
  );

it('a visit the courier never reported is fetched from him after an hour (rules §3)', async () => {
  const { handoverId } = await platform.inTransit('LOSES-CALLBACK');
  await platform.days(2);
  expect(await counted(handoverId)).toMatchObject({ visitsCounted: 0, refusals: 0 });
  platform.app.clock.advance(HOUR - 1);
  await new Promise((passed) => setTimeout(passed, 300));
  expect((await platform.find(handoverId)).visitsCounted).toBe(0);
  platform.app.clock.advance(1);
  const caughtUp = await until(
    () => platform.find(handoverId),
    ({ visitsCounted }) => visitsCounted === 2,
  );
  expect(caughtUp).toMatchObject({ refusals: 2, waitingSince: null, state: 'IN_TRANSIT' });
  const visited = (await platform.said(handoverId)).filter(({ type }) => type === 'VisitRecorded');
  expect(visited.map(({ data }) => data.visit)).toEqual([1, 2]);
});

it('a courier who does not know the missing visit himself is asked again an hour later', async () => {
  const { handoverId } = await platform.inTransit('中山东路1号');
  const { parcel } = await platform.find(handoverId);
  const report = { parcel, handoverId, outcome: 'refused', at: platform.app.clock.now(), cashFen: 0 };
  await platform.callBack({ ...report, visit: 2 });
  const first = (await platform.find(handoverId)).waitingSince!;
  platform.app.clock.advance(HOUR);
  const asked = await until(
    () => platform.find(handoverId),
    ({ waitingSince }) => waitingSince !== first,
  );
  expect(asked).toMatchObject({
    state: 'IN_TRANSIT',
    visitsCounted: 0,
    waitingSince: platform.app.clock.now(),
  });
  await platform.callBack({ ...report, visit: 1 });
  expect(await platform.find(handoverId)).toMatchObject({ visitsCounted: 2, waitingSince: null });
  const timers = 'select 1 from timer where kind = $1 and ref = $2';
  expect(await platform.app.database.run('t', timers, ['fetch-visits', handoverId])).toEqual([]);
});
