import {
  DeliveryAbandoned,
  DispatchAwaited,
  DocumentProduced,
  type EventDefinition,
  HandoverCompleted,
  HandoverDispatched,
  HandoverOpened,
  instant,
  type SerialNumber,
  VisitRecorded,
} from '@open122/contracts';
import { clearOutbox, hear, type HeardBytes, messageOf, outboxOf } from '@open122/testkit';

import { HOLDER, OPERATOR, ToyService } from '../toy-owner';

let toy: ToyService;
beforeAll(async () => (toy = await ToyService.start()));
afterAll(() => toy.app.close());

const handover = {
  handoverId: '00000000-0000-4000-8000-000000000001',
  person: HOLDER,
  at: instant('2026-01-06T03:00:00Z'),
};
/** The n-th event of an application's handover. */
const said = <D extends object>(
  serial: string,
  version: number,
  event: EventDefinition<D>,
  more: Partial<D> = {},
) => {
  const data = { ...handover, serial: serial as SerialNumber, ...more } as unknown as D;
  return messageOf({ event, data, version, at: handover.at });
};
const hears = (...messages: HeardBytes[]) => hear(toy.app, 'fulfilment.handover', messages);

async function anAcceptedApplication(): Promise<string> {
  const serial = await toy.anApplication();
  toy.app.clock.advance(600_000);
  const answer = await toy.post(`/v1/ops/applications/${serial}/acceptance`, OPERATOR);
  if (answer.body.state !== 'ACCEPTED') throw new Error(JSON.stringify(answer.body));
  await clearOutbox(toy.app.database);
  return serial;
}
const sql = <R>(text: string, params: unknown[] = []) => toy.app.database.source.query<R[]>(text, params);
const state = async (serial: string) =>
  (await sql<{ state: string }>('select state from application where serial = $1', [serial]))[0]?.state;
const entries = (serial: string) =>
  sql<{ event: string; state: string; detail: object; at: string; actor: string }>(
    'select event, state, detail, at, actor from timeline_entry where serial = $1 order by id offset 2',
    [serial],
  );
const visit = (n: number) => ({ visit: n, outcome: 'refused' as const, refusals: n, refusalsAllowed: 3 });
const toTheDoor = (serial: string) => [
  said(serial, 1, HandoverOpened),
  said(serial, 2, DocumentProduced, { formNumber: '13000001' }),
  said(serial, 3, DispatchAwaited),
  said(serial, 4, HandoverDispatched, { courier: 'sandbox', parcel: 'P1' }),
];

test('handled: the third refusal ends the application, and every visit was told', async () => {
  const serial = await anAcceptedApplication();
  const keptUntil = instant('2026-07-06T03:00:00Z');
  await hears(
    ...toTheDoor(serial),
    ...[1, 2, 3].map((n) => said(serial, 4 + n, VisitRecorded, visit(n))),
    said(serial, 8, DeliveryAbandoned, { refusals: 3, keptUntil }),
  );
  expect(await state(serial)).toBe('REFUSED_AT_DOOR');
  const told = await entries(serial);
  expect(told.map((each) => `${each.event} ${each.state}`)).toEqual([
    'handover-opened ACCEPTED',
    'produced PRODUCED',
    'dispatch-awaited AWAITING_DISPATCH',
    'dispatched IN_TRANSIT',
    'visited IN_TRANSIT',
    'visited IN_TRANSIT',
    'visited IN_TRANSIT',
    'refused-at-door REFUSED_AT_DOOR',
  ]);
  expect(told[5]).toMatchObject({ detail: visit(2), at: handover.at, actor: 'service:fulfilment' });
  expect(await outboxOf(toy.app.database)).toMatchObject([
    {
      type: 'ApplicationClosed',
      key: serial,
      at: handover.at,
      data: { state: 'REFUSED_AT_DOOR', person: HOLDER },
    },
  ]);
  const [submitted] = await sql<{ object: string }>('select object from application where serial = $1', [
    serial,
  ]);
  expect(await toy.anApplication(submitted?.object)).not.toBe(serial);
});

test('duplicate: the same event, alone or in one slice, is told once', async () => {
  const serial = await anAcceptedApplication();
  const [opened, produced] = toTheDoor(serial);
  await hears(opened!, produced!, produced!);
  await hears(produced!);
  expect(await entries(serial)).toHaveLength(2);
  expect(await state(serial)).toBe('PRODUCED');
});

test('out of order: what comes late is told and changes nothing any more', async () => {
  const serial = await anAcceptedApplication();
  const [opened, produced, awaited, dispatched] = toTheDoor(serial);
  await hears(opened!, dispatched!);
  expect(await state(serial)).toBe('IN_TRANSIT');
  await hears(awaited!, produced!);
  expect(await state(serial)).toBe('IN_TRANSIT');
  expect((await entries(serial)).map(({ event }) => event)).toEqual([
    'handover-opened',
    'dispatched',
    'dispatch-awaited',
    'produced',
  ]);
});

test('poison and the handover of an unknown application die; their neighbours are handled', async () => {
  const serial = await anAcceptedApplication();
  const [opened, produced] = toTheDoor(serial);
  const broken = { ...produced!, value: Buffer.from('{"serial":'), key: Buffer.from('x') };
  const other = { handoverId: '00000000-0000-4000-8000-000000000002' };
  const unknown = said('HEL202601069999999', 1, HandoverOpened, other);
  await hears({ ...broken, headers: { ...broken.headers, ce_id: 'broken-event' } }, unknown, opened!);
  expect(await entries(serial)).toHaveLength(1);
  const dead = await sql<{ cause: string }>('select cause, detail from dead_letter order by id');
  expect(dead.map(({ cause }) => cause).sort()).toEqual(['bad-json', 'handler-failed']);
});

test("the other owner's handovers are none of ours", async () => {
  const before = await sql('select id from timeline_entry');
  await hears(
    said('HEV202601060000001', 1, HandoverOpened),
    said('HEV202601060000001', 2, HandoverCompleted),
  );
  expect(await sql('select id from timeline_entry')).toHaveLength(before.length);
  expect(await sql(`select 1 from dead_letter where detail like '%HEV%'`)).toEqual([]);
});

test('transient failure: while the application is held the event waits, and is no dead letter', async () => {
  const serial = await anAcceptedApplication();
  const buried = await sql('select id from dead_letter');
  let release: () => void = () => undefined;
  const held = toy.app.database.transaction(async (tx) => {
    await tx.run('spec.hold', 'select 1 from application where serial = $1 for update', [serial]);
    await new Promise<void>((released) => (release = released));
  });
  const heard = hears(...toTheDoor(serial));
  await new Promise((passed) => setTimeout(passed, 2_000));
  expect(await entries(serial)).toEqual([]);
  release();
  await held;
  expect(await heard).toBe(true);
  expect(await state(serial)).toBe('IN_TRANSIT');
  expect(await entries(serial)).toHaveLength(4);
  expect(await sql('select id from dead_letter')).toHaveLength(buried.length);
});
