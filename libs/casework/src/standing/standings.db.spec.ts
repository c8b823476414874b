import { instant, type Instant, type SerialNumber, StandingChanged } from '@open122/contracts';
import { aPersonRef, hear, type HeardBytes, messageOf } from '@open122/testkit';

import { ToyService } from '../toy-owner';
import { standingStore } from './standing.store';

let toy: ToyService;
beforeAll(async () => (toy = await ToyService.start()));
afterAll(() => toy.app.close());

const FROM = instant('2026-01-05T02:00:00Z');
const JULY = instant('2026-07-05T02:00:00Z');
const OCTOBER = instant('2026-10-05T02:00:00Z');
const standing = (name: string, version: number, until: Instant | null) =>
  messageOf({
    event: StandingChanged,
    version,
    data: {
      person: aPersonRef(name),
      listing: until && {
        from: FROM,
        until,
        causes: [{ cause: 'third-refusal' as const, serial: 'HEL202601050000001' as SerialNumber, at: FROM }],
      },
    },
  });
const hears = (...messages: HeardBytes[]) => hear(toy.app, 'blacklist.standing', messages);
const copyOf = (name: string) => toy.app.database.read((tx) => standingStore.of(tx, aPersonRef(name)));

test('handled: a listing is copied with its period, and taken back', async () => {
  expect(await copyOf('Wang')).toEqual({ listedFrom: null, listedUntil: null });
  await hears(standing('Wang', 1, JULY));
  expect(await copyOf('Wang')).toEqual({ listedFrom: FROM, listedUntil: JULY });
  await hears(standing('Wang', 2, null));
  expect(await copyOf('Wang')).toEqual({ listedFrom: null, listedUntil: null });
});

test('duplicate: the same fact again changes nothing', async () => {
  await hears(standing('Li', 1, JULY), standing('Li', 1, JULY));
  await hears(standing('Li', 1, JULY));
  expect(await copyOf('Li')).toEqual({ listedFrom: FROM, listedUntil: JULY });
});

test('out of order: an older fact never overwrites a newer one', async () => {
  await hears(standing('Zhao', 2, OCTOBER));
  await hears(standing('Zhao', 1, JULY));
  expect((await copyOf('Zhao')).listedUntil).toBe(OCTOBER);
  await hears(standing('Qian', 3, OCTOBER), standing('Qian', 2, JULY));
  expect((await copyOf('Qian')).listedUntil).toBe(OCTOBER);
});

test('poison is buried, the facts beside it are copied', async () => {
  const broken = { ...standing('Sun', 1, JULY), value: Buffer.from('[]') };
  await hears(broken, standing('Zhou', 1, JULY));
  expect((await copyOf('Zhou')).listedUntil).toBe(JULY);
  expect((await copyOf('Sun')).listedUntil).toBeNull();
});

test('transient failure: while the row is held the fact waits and is not lost', async () => {
  await hears(standing('Wu', 1, JULY));
  let release: () => void = () => undefined;
  const held = toy.app.database.transaction(async (tx) => {
    await tx.run('spec.hold', 'select 1 from standing where person = $1 for update', [aPersonRef('Wu')]);
    await new Promise<void>((released) => (release = released));
  });
  const heard = hears(standing('Wu', 2, OCTOBER));
  await new Promise((passed) => setTimeout(passed, 2_000));
  release();
  await held;
  expect(await heard).toBe(true);
  expect((await copyOf('Wu')).listedUntil).toBe(OCTOBER);
});
