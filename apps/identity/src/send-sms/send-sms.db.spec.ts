import { addMinutes } from '@open122/contracts';
import { Database } from '@open122/service';
import { asAdministrator } from '@open122/testkit';

import { IdentityApp } from '../testing/identity-app';
import { SmsStore } from './sms';
import { type Sms, SmsSender } from './sms-sender';

const MOBILE = '13800000001';
let identity: IdentityApp;
let store: SmsStore;
beforeAll(async () => {
  identity = await IdentityApp.start();
  store = identity.app.get(SmsStore);
});
afterAll(() => identity.close());
afterEach(() => jest.restoreAllMocks());

const write = (more: object = {}) =>
  identity.app.get(Database).transaction((tx) => store.write(tx, { mobile: MOBILE, text: '你好', ...more }));

it('a message is sent once its transaction is committed, and forgotten here', async () => {
  await write();
  expect(await identity.newSms(MOBILE)).toEqual(['【河北交管】你好']);
  await identity.smsIdle();
});

it('a message of a transaction that was rolled back is not sent', async () => {
  const failing = identity.app.get(Database).transaction(async (tx) => {
    await store.write(tx, { mobile: MOBILE, text: '未发' });
    throw new Error('no');
  });
  await expect(failing).rejects.toThrow('no');
  await identity.smsIdle();
  expect(await identity.newSms(MOBILE, 0)).toEqual([]);
});

it('a code nobody could use any more is dropped', async () => {
  await write({ uselessAfter: addMinutes(identity.clock.now(), -1) });
  await identity.smsIdle();
  expect(await identity.newSms(MOBILE, 0)).toEqual([]);
});

it('a port that fails is tried again with the same id; the message arrives once', async () => {
  const handed: Sms[] = [];
  const sender = identity.app.get(SmsSender as never) as SmsSender;
  const send = sender.send.bind(sender);
  jest.spyOn(sender, 'send').mockImplementation(async (sms) => {
    handed.push(sms);
    if (handed.length === 1) throw new Error('the port is away');
    // taken, but the answer is lost
    await send(sms);
    if (handed.length === 2) throw new Error('no answer');
  });
  await write();
  for (let i = 0; i < 40 && handed.length < 3; i += 1) {
    await new Promise((passed) => setTimeout(passed, 100));
    identity.clock.pass(1_000);
  }
  await identity.smsIdle();
  expect(new Set(handed.map(({ id }) => id)).size).toBe(1);
  expect(handed.length).toBe(3);
  expect(await identity.newSms(MOBILE, 0)).toHaveLength(1);
});

it('the sandbox pages what was sent, newest first', async () => {
  const { body } = await identity.get(`/v1/sandbox/sms?mobile=${MOBILE}&limit=1`, asAdministrator());
  const { items, next } = body as { items: { at: string }[]; next: string };
  expect(items).toHaveLength(1);
  expect(items[0]?.at).toMatch(/\+08:00$/);
  const second = await identity.get(
    `/v1/sandbox/sms?mobile=${MOBILE}&limit=1&cursor=${next}`,
    asAdministrator(),
  );
  expect(second.body).toMatchObject({ items: [{ text: '【河北交管】你好' }], next: null });
});
