import {
  DeliveryAbandoned,
  instant,
  type Instant,
  PickupLapsed,
  type SerialNumber,
} from '@open122/contracts';
import {
  aPersonRef,
  clearOutbox,
  hear,
  type HeardBytes,
  messageOf,
  outboxOf,
  type TestApp,
  testApp,
} from '@open122/testkit';

import { service as blacklist } from '../main';

let app: TestApp;
beforeAll(async () => (app = await testApp(blacklist)));
afterAll(() => app.close());
beforeEach(async () => {
  await clearOutbox(app.database);
});

let serials = 0;
const about = (name: string, at: string) => ({
  handoverId: '00000000-0000-4000-8000-000000000001',
  serial: `HEL20260105${String((serials += 1)).padStart(7, '0')}` as SerialNumber,
  person: aPersonRef(name),
  at: instant(at),
});
const keptUntil = instant('2027-01-01T00:00:00Z');
const abandoned = (name: string, at: string, id?: string, more: object = {}) =>
  messageOf({
    event: DeliveryAbandoned,
    data: { ...about(name, at), refusals: 3, keptUntil, ...more },
    ...(id !== undefined && { id }),
  });
const lapsed = (name: string, at: string, lists = true) =>
  messageOf({ event: PickupLapsed, data: { ...about(name, at), lists, keptUntil } });

const hears = (...messages: HeardBytes[]) => hear(app, 'fulfilment.handover', messages);
const standings = async (name: string) =>
  (await outboxOf(app.database)).filter(({ key }) => key === aPersonRef(name));
const inbox = () =>
  app.database.run<{ outcome: string; reason: string | null }>(
    'inbox',
    'select outcome, reason from inbox order by received_at',
  );
const JANUARY = '2026-01-05T02:00:00.000Z' as Instant;

it('handled: the third refusal lists the person for six months from when it happened', async () => {
  await hears(abandoned('Wang', JANUARY));
  expect(await standings('Wang')).toMatchObject([
    {
      topic: 'he.blacklist.standing.v1',
      type: 'StandingChanged',
      version: 1,
      at: JANUARY,
      data: {
        listing: {
          from: JANUARY,
          until: '2026-07-05T02:00:00.000Z',
          causes: [{ cause: 'third-refusal', at: JANUARY }],
        },
      },
    },
  ]);
});

it('handled: a lapsed pickup lists, one held after visits does not (rules §3)', async () => {
  await hears(lapsed('Li', JANUARY), lapsed('Zhao', JANUARY, false));
  expect((await standings('Li'))[0]!.data).toMatchObject({
    listing: { causes: [{ cause: 'pickup-lapsed' }] },
  });
  expect(await standings('Zhao')).toEqual([]);
  expect(await inbox()).toContainEqual({ outcome: 'ignored', reason: 'standing.not-a-cause' });
});

it('duplicate: the same event again, alone or in one slice, changes nothing', async () => {
  const event = abandoned('Qian', JANUARY, 'event-of-qian');
  await hears(event, event);
  await hears(event);
  expect(await standings('Qian')).toHaveLength(1);
});

it('duplicate: the same cause under another event id changes nothing', async () => {
  const cause = about('Sun', JANUARY);
  await hears(
    abandoned('Sun', JANUARY, 'first-of-sun', cause),
    abandoned('Sun', JANUARY, 'second-of-sun', cause),
  );
  expect(await standings('Sun')).toHaveLength(1);
});

it('out of order: the later cause heard first gives the same end', async () => {
  const [first, second] = [abandoned('Zhou', JANUARY), abandoned('Zhou', '2026-03-01T00:00:00Z')];
  await hears(second);
  await hears(first);
  expect((await standings('Zhou')).at(-1)).toMatchObject({
    version: 2,
    data: { listing: { from: JANUARY, until: '2026-09-01T00:00:00.000Z', causes: [{}, {}] } },
  });
});

it('two causes of one person in one slice are both counted', async () => {
  const [one, other] = [abandoned('Wu', JANUARY), lapsed('Wu', '2026-02-01T00:00:00Z')];
  other.key = Buffer.from('00000000-0000-4000-8000-000000000002');
  other.value = Buffer.from(other.value!.toString().replace('000000000001', '000000000002'));
  await hears(one, other);
  expect((await standings('Wu')).map(({ version }) => version)).toEqual([1, 2]);
  expect((await standings('Wu')).at(-1)!.data).toMatchObject({
    listing: { until: '2026-08-01T00:00:00.000Z' },
  });
});

it('two causes of one person heard by two consumers at once are both counted', async () => {
  await Promise.all([hears(abandoned('Zheng', JANUARY)), hears(lapsed('Zheng', '2026-02-01T00:00:00Z'))]);
  expect((await standings('Zheng')).map(({ version }) => version)).toEqual([1, 2]);
});

it('poison: what is no event goes to the dead letters, its neighbours are handled', async () => {
  const good = abandoned('Feng', JANUARY);
  await hears(
    { key: good.key, value: Buffer.from('{'), headers: good.headers! },
    abandoned('Feng', JANUARY, undefined, { refusals: 'three' }),
    good,
  );
  expect(await standings('Feng')).toHaveLength(1);
  const dead = await app.database.run<{ cause: string }>('dead', 'select cause from dead_letter order by id');
  expect(dead.map(({ cause }) => cause)).toEqual(['bad-json', 'bad-schema']);
});

it('transient failure: while the database does not let us, the event waits, and is no dead letter', async () => {
  await hears(abandoned('Chen', JANUARY));
  const event = lapsed('Chen', '2026-02-01T00:00:00Z');
  let release: () => void = () => undefined;
  const held = app.database.transaction(async (tx) => {
    await tx.run('hold', 'select 1 from standing where person = $1 for update', [aPersonRef('Chen')]);
    await new Promise<void>((released) => (release = released));
  });
  const heard = hears(event);
  await new Promise((passed) => setTimeout(passed, 2_000));
  release();
  await held;
  expect(await heard).toBe(true);
  expect((await standings('Chen')).map(({ version }) => version)).toEqual([1, 2]);
  const dead = await app.database.run('dead', `select 1 from dead_letter where cause = 'handler-failed'`);
  expect(dead).toEqual([]);
});
