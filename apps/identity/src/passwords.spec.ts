import { readdirSync, readFileSync } from 'node:fs';
import { getPriority } from 'node:os';

import { Passwords } from './passwords';

const passwords = new Passwords('owasp-minimum');

test.each([
  ['rfc9106', 'm=65536,t=3,p=1'],
  ['owasp-minimum', 'm=20480,t=2,p=1'],
] as const)('argon2id by %s', async (cost, parameters) => {
  const passwords = new Passwords(cost);
  const known = await passwords.hash('correct horse');
  expect(known).toContain(`$argon2id$v=19$${parameters}$`);
  expect(await passwords.matches(known, 'correct horse')).toBe(true);
  expect(await passwords.matches(known, 'wrong horse')).toBe(false);
});

it('the same text in another Unicode form is the same password', async () => {
  expect(await passwords.matches(await passwords.hash('caf\u00e9 au lait'), 'cafe\u0301 au lait')).toBe(true);
});

it('an unknown login takes the same work and never matches', async () => {
  expect(await passwords.matches(null, 'nobody has this password')).toBe(false);
});

it('more than the queue holds is refused at once, the rest is served', async () => {
  const outcomes = await Promise.allSettled(Array.from({ length: 400 }, () => passwords.matches(null, 'x')));
  const refused = outcomes.filter(({ status }) => status === 'rejected') as PromiseRejectedResult[];
  expect(refused.length).toBeGreaterThan(0);
  expect(refused.length).toBeLessThan(400);
  for (const { reason } of refused)
    expect(reason).toMatchObject({ code: 'service.busy', status: 503, retryAfterSeconds: 2 });
  expect(await passwords.matches(null, 'x')).toBe(false);
});

it('hashing lets everything else go first: its threads have a lower priority, this one keeps its own', async () => {
  await passwords.hash('x');
  const nices = readdirSync('/proc/self/task').map((thread) => niceOf(`/proc/self/task/${thread}/stat`));
  expect(nices).toContain(niceOf('/proc/self/stat') + 10);
  expect(getPriority()).toBe(niceOf('/proc/self/stat'));
});

it('what cannot be compared fails by itself, and the thread goes on', async () => {
  await expect(passwords.matches('no hash', 'x')).rejects.toThrow();
  expect(await passwords.matches(await passwords.hash('x'), 'x')).toBe(true);
});

it('those who wait are told together, each what he asked, and one that cannot be told spoils nobody else’s', async () => {
  const [mine, other] = [await passwords.hash('mine'), await passwords.hash('other')];
  const asked = [mine, 'no hash', other, null].flatMap((known) => Array.from({ length: 4 }, () => known));
  const outcomes = await Promise.allSettled(asked.map((known) => passwords.matches(known, 'mine')));
  const told = outcomes.map((each) => (each.status === 'fulfilled' ? each.value : 'failed'));
  const each = [true, 'failed', false, false].flatMap((outcome) => Array.from({ length: 4 }, () => outcome));
  expect(told).toEqual(each);
});

/** Its nineteenth field. */
const niceOf = (file: string): number => Number(readFileSync(file, 'utf8').split(') ')[1]?.split(' ')[16]);
