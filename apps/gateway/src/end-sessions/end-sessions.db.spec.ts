import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';

import { SessionsEnded } from '@open122/contracts';
import { hear, type HeardBytes, messageOf } from '@open122/testkit';

import { citizen, type TestGateway, testGateway } from '../testing/gateway';
import { EndedSessions } from './ended-sessions';

let gateway: TestGateway;
beforeAll(async () => {
  gateway = await testGateway();
  gateway.far.answering = (_, response) => void response.end('{}');
});
afterAll(async () => gateway.close());

const holder = randomUUID();
const ended = (...sessions: string[]) => messageOf({ event: SessionsEnded, data: { holder, sessions } });
const hears = (...messages: HeardBytes[]) => hear(gateway.app, 'identity.session', messages);
const asks = async (sid: string) => {
  const authorization = `Bearer ${await gateway.token({ ...citizen, sid })}`;
  const { status, body } = await gateway.app.request('GET', '/v1/me', { headers: { authorization } });
  return status === 200 ? 'let in' : body.code;
};

test('handled: the access token of a session that ended is refused at once, others are not', async () => {
  const [one, two, other] = [randomUUID(), randomUUID(), randomUUID()];
  expect(await asks(one)).toBe('let in');
  await hears(ended(one, two));
  expect([await asks(one), await asks(two), await asks(other)]).toEqual([
    'session.ended',
    'session.ended',
    'let in',
  ]);
});

test('duplicate and out of order: ended is ended, however often and in whatever order it is told', async () => {
  const [one, two] = [randomUUID(), randomUUID()];
  const first = ended(one);
  await hears(ended(two), first, first);
  await hears(first, ended(one));
  expect([await asks(one), await asks(two)]).toEqual(['session.ended', 'session.ended']);
});

test('poison goes to the dead letters, its neighbour is handled', async () => {
  const [bad, good] = [randomUUID(), randomUUID()];
  await hears({ ...ended(bad), value: Buffer.from('{') }, ended(good));
  expect([await asks(bad), await asks(good)]).toEqual(['let in', 'session.ended']);
});

test('transient failure: while the database does not let us, it waits and is not lost', async () => {
  const session = randomUUID();
  let heard: Promise<boolean> | undefined;
  await gateway.app.database.transaction(async (tx) => {
    await tx.run('spec.lock', 'lock table ended_session in access exclusive mode');
    heard = hears(ended(session));
    await sleep(1_800);
  });
  expect(await heard).toBe(true);
  expect(await asks(session)).toBe('session.ended');
});

test('what another instance of the gateway heard of is known within a second', async () => {
  const session = randomUUID();
  await gateway.app.database.run(
    ...([
      'spec.other',
      'insert into ended_session (session, ended_at) values ($1, $2)',
      [session, gateway.clock.wall()],
    ] as const),
  );
  await gateway.app.get(EndedSessions).look();
  expect(await asks(session)).toBe('session.ended');
});
