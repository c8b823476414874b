import { DocumentDue, type SerialNumber } from '@open122/contracts';
import {
  clearOutbox,
  hear,
  type HeardBytes,
  messageOf,
  outboxOf,
  type TestApp,
  testApp,
} from '@open122/testkit';

import { aDocumentDue } from '../testing/a-handover';
import { service } from '../main';
import { TheOthers } from '../testing/the-others';

let app: TestApp;
let others: TheOthers;
beforeAll(async () => {
  others = await TheOthers.start();
  app = await testApp(service, { env: others.env });
});
afterAll(async () => {
  await app.close();
  await others.close();
});
beforeEach(async () => {
  await clearOutbox(app.database);
});

let serials = 0;
const due = (set: object = {}) =>
  aDocumentDue({ serial: `HEL20260105${String((serials += 1)).padStart(7, '0')}` as SerialNumber, ...set });
const message = (data = due(), id?: string) =>
  messageOf({ event: DocumentDue, data, ...(id !== undefined && { id }) });
const hears = (...messages: HeardBytes[]) => hear(app, 'licence.document', messages);
const opened = (serial: string) =>
  app.database.run<{ state: string; postage_fen: number; owner: string }>(
    'opened',
    'select state, postage_fen, owner from handover where serial = $1',
    [serial],
  );

it('handled: an accepted application has its handover opened, and that is said at platform time', async () => {
  const [posted, fetched] = [due(), due({ delivery: { method: 'pickup', office: 'x' } })];
  await hears(message(posted), message(fetched));
  expect(await opened(posted.serial)).toEqual([{ state: 'OPENED', postage_fen: 2000, owner: 'licence' }]);
  expect(await opened(fetched.serial)).toMatchObject([{ postage_fen: 0 }]);
  expect(await outboxOf(app.database)).toMatchObject([
    { topic: 'he.fulfilment.handover.v1', type: 'HandoverOpened', version: 1, at: app.clock.now() },
    { type: 'HandoverOpened' },
  ]);
});

it('duplicate: the same event, or the same application under another event id, opens nothing more', async () => {
  const data = due();
  await hears(message(data, 'the-first-event'), message(data, 'the-first-event'));
  await hears(message(data, 'the-first-event'), message(data, 'another-event'));
  expect(await opened(data.serial)).toHaveLength(1);
  const inbox = await app.database.run('i', 'select reason from inbox where event_id = $1', [
    'another-event',
  ]);
  expect(inbox).toEqual([{ reason: 'handover.already-open' }]);
});

it('duplicate: two consumers at once open one handover', async () => {
  const data = due();
  await Promise.all([hears(message(data)), hears(message(data))]);
  expect(await opened(data.serial)).toHaveLength(1);
});

it('out of order: of two applications whichever comes first, each has its own', async () => {
  const [first, second] = [due(), due()];
  await hears(message(second), message(first));
  expect([...(await opened(first.serial)), ...(await opened(second.serial))]).toHaveLength(2);
});

it('poison: an order that fits no schema goes to the dead letters, its neighbours are opened', async () => {
  const [bad, good] = [due({ issueNo: 0 }), due()];
  await hears(message(bad), { ...message(due()), value: null }, message(good));
  expect([await opened(bad.serial), await opened(good.serial)]).toMatchObject([[], [{ state: 'OPENED' }]]);
  const dead = await app.database.run<{ cause: string }>('dead', 'select cause from dead_letter order by id');
  expect(dead.map(({ cause }) => cause)).toEqual(['bad-schema', 'null']);
});

it('transient failure: while the table is locked the order waits, and is no dead letter', async () => {
  const data = due();
  let release: () => void = () => undefined;
  const held = app.database.transaction(async (tx) => {
    await tx.run('hold', 'lock table handover in exclusive mode');
    await new Promise<void>((released) => (release = released));
  });
  const heard = hears(message(data));
  await new Promise((passed) => setTimeout(passed, 2_000));
  release();
  await held;
  expect(await heard).toBe(true);
  expect(await opened(data.serial)).toHaveLength(1);
  expect(await app.database.run('d', `select 1 from dead_letter where cause = 'handler-failed'`)).toEqual([]);
});
