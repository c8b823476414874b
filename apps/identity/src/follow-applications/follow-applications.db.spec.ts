import { setTimeout as sleep } from 'node:timers/promises';

import {
  ApplicationClosed,
  ApplicationRejected,
  ApplicationSubmitted,
  ApplicationUndone,
  instant,
  type SerialNumber,
} from '@open122/contracts';
import { aPersonRef, hear, type HeardBytes, messageOf } from '@open122/testkit';

import { IdentityApp } from '../testing/identity-app';

let identity: IdentityApp;
beforeAll(async () => {
  identity = await IdentityApp.start();
});
afterAll(() => identity.close());

let count = 0;
const nextSerial = () => `HEL20260105${String((count += 1)).padStart(7, '0')}` as SerialNumber;
const person = aPersonRef('applicant');
const about = (serial: SerialNumber) => ({
  ...{ serial, business: 'D1', person, object: 'o', at: instant('2026-01-05T01:00:00Z') },
});
const submitted = (serial: SerialNumber) =>
  messageOf({
    event: ApplicationSubmitted,
    data: {
      ...about(serial),
      delivery: { method: 'pickup', office: 'o' },
      decisionDueOn: '2026-01-06' as never,
    },
  });
const undone = (serial: SerialNumber) =>
  messageOf({ event: ApplicationUndone, data: about(serial), version: 2 });
const rejected = (serial: SerialNumber) =>
  messageOf({ event: ApplicationRejected, data: { ...about(serial), reasons: ['x'] }, version: 2 });
const closed = (serial: SerialNumber) =>
  messageOf({
    event: ApplicationClosed,
    data: { ...about(serial), state: 'COMPLETED' as const },
    version: 5,
  });
const hears = (...messages: HeardBytes[]) => hear(identity.app, 'licence.application', messages);
const isOpen = async (serial: SerialNumber) =>
  (await identity.app.database.run('spec.open', 'select from open_application where serial = $1', [serial]))
    .length > 0;

test('handled: an application is open from its submission until it is undone, rejected or closed', async () => {
  for (const end of [undone, rejected, closed]) {
    const serial = nextSerial();
    await hears(submitted(serial));
    expect(await isOpen(serial)).toBe(true);
    await hears(end(serial));
    expect(await isOpen(serial)).toBe(false);
  }
});

test('duplicate: a submission that comes again does not open what is closed', async () => {
  const serial = nextSerial();
  const message = submitted(serial);
  await hears(message, message, closed(serial));
  await hears(message);
  expect(await isOpen(serial)).toBe(false);
});

test('out of order: other applications are not touched, whatever comes between', async () => {
  const [one, two] = [nextSerial(), nextSerial()];
  await hears(undone(two), submitted(one));
  expect(await isOpen(one)).toBe(true);
});

test('poison goes to the dead letters, its neighbour is followed', async () => {
  const [bad, good] = [nextSerial(), nextSerial()];
  await hears({ ...submitted(bad), value: Buffer.from('{') }, submitted(good));
  expect([await isOpen(bad), await isOpen(good)]).toEqual([false, true]);
});

test('transient failure: while the database does not let us, it waits and is not lost', async () => {
  const serial = nextSerial();
  let heard: Promise<boolean> | undefined;
  await identity.app.database.transaction(async (tx) => {
    await tx.run('spec.lock', 'lock table open_application in access exclusive mode');
    heard = hears(submitted(serial));
    await sleep(1_800);
  });
  expect(await heard).toBe(true);
  expect(await isOpen(serial)).toBe(true);
});
