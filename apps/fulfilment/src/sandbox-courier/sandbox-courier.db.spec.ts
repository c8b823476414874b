import { Platform, until } from '../testing/a-platform';
import type { Handover } from '../handover';

let platform: Platform;
beforeAll(async () => (platform = await Platform.start()));
afterAll(() => platform.close());

const types = async (handoverId: string) =>
  (await platform.said(handoverId)).slice(4).map(({ type }) => type);
const VISITED = 'VisitRecorded';

it.each<[string, Handover['state'], number, string[]]>([
  ['中山东路1号', 'COMPLETED', 1, [VISITED, 'DocumentDelivered', 'HandoverCompleted']],
  ['REFUSES-ALWAYS', 'CONVERTED_TO_ONSITE', 3, [VISITED, VISITED, VISITED, 'DeliveryAbandoned']],
  ['REFUSES-TWICE', 'COMPLETED', 3, [VISITED, VISITED, VISITED, 'DocumentDelivered', 'HandoverCompleted']],
  ['NOBODY-HOME', 'READY_FOR_PICKUP', 3, [VISITED, VISITED, VISITED, 'DocumentReady']],
  ['RETURNS-MISSING', 'READY_FOR_PICKUP', 3, [VISITED, VISITED, VISITED, 'DocumentReady']],
  ['REPEATS-CALLBACKS', 'COMPLETED', 2, [VISITED, VISITED, 'DocumentDelivered', 'HandoverCompleted']],
  ['OUT-OF-ORDER', 'COMPLETED', 3, [VISITED, VISITED, VISITED, 'DocumentDelivered', 'HandoverCompleted']],
])('%s: a visit a day, until %s after day %i', async (line, state, days, said) => {
  const { handoverId } = await platform.inTransit(line);
  for (let day = 1; day < days; day += 1) {
    await platform.days(1);
    await until(
      async () =>
        platform.app.database.run('d', 'select 1 from timer where due_at <= $1', [platform.app.clock.now()]),
      (due) => due.length === 0,
    );
    expect((await platform.find(handoverId)).state).toBe('IN_TRANSIT');
  }
  await platform.days(1);
  await platform.reaches(handoverId, state);
  expect(await types(handoverId)).toEqual(said);
});

it('every callback of REPEATS-CALLBACKS comes five times, those of OUT-OF-ORDER in reverse', async () => {
  platform.others.reports.length = 0;
  await platform.inTransit('REPEATS-CALLBACKS');
  await platform.days(2);
  await until(
    async () => platform.others.reports,
    (reports) => reports.length === 10,
  );
  expect(platform.others.reports.map(({ visit }) => visit)).toEqual([1, 1, 1, 1, 1, 2, 2, 2, 2, 2]);
  platform.others.reports.length = 0;
  await platform.inTransit('OUT-OF-ORDER');
  await platform.days(3);
  await until(
    async () => platform.others.reports,
    (reports) => reports.length === 3,
  );
  expect(platform.others.reports.map(({ visit }) => visit)).toEqual([3, 2, 1]);
});

it('months at once: every visit has its own day, the listing begins with the third', async () => {
  const { handoverId } = await platform.inTransit('REFUSES-ALWAYS');
  const dispatched = Date.parse(platform.app.clock.now());
  await platform.days(200);
  await platform.reaches(handoverId, 'DESTROYED');
  const said = (await platform.said(handoverId)).slice(4);
  const daysAfter = said.map(({ type, at }) => [type, (Date.parse(at) - dispatched) / 86_400_000]);
  expect(daysAfter.slice(0, 4)).toEqual([
    [VISITED, 1],
    [VISITED, 2],
    [VISITED, 3],
    ['DeliveryAbandoned', 3],
  ]);
  expect(said.at(-1)!.type).toBe('DocumentDestroyed');
});

it('a callback is repeated until the gateway takes it', async () => {
  const { handoverId } = await platform.inTransit('中山东路1号');
  platform.others.failures = 2;
  await platform.days(1);
  await until(
    async () => platform.others.failures,
    (left) => left === 1,
  );
  for (let failure = 0; failure < 2; failure += 1) {
    expect((await platform.find(handoverId)).state).toBe('IN_TRANSIT');
    platform.app.clock.pass(4_000);
    await until(
      async () => platform.others.failures,
      (left) => left === 0,
    );
  }
  platform.app.clock.pass(4_000);
  await platform.reaches(handoverId, 'COMPLETED');
});
