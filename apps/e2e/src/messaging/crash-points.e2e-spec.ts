import { crashPoints, type CrashReport } from '../faults/crash-points';
import type { LocalStack } from '@open122/local';

import { startServers } from './servers';

let stack: LocalStack;
// at the same time: both wait for session time-outs more than they work
let ours: Promise<CrashReport[]>;
let textbook: Promise<CrashReport[]>;
beforeAll(async () => {
  const started = await startServers();
  stack = started.stack;
  const { servers } = started;
  ours = crashPoints({ servers, trials: 5 });
  const points = ['relay.before-send', 'consumer.before-offsets'] as const;
  textbook = crashPoints({ servers, trials: 2, textbook: true, points });
  await Promise.allSettled([ours, textbook]);
}, 300_000);
afterAll(() => stack?.stop());

it('a service killed at any of the named points loses, doubles, halves and disorders nothing', async () => {
  for (const { point, crashed, violations } of await ours) {
    expect({ point, crashed, violations }).toEqual({ point, crashed: 5, violations: [] });
  }
});

it('the same look finds what the textbook loses and doubles', async () => {
  const [send, offsets] = await textbook;
  expect(send?.violations.join()).toMatch(/lost/);
  expect(offsets?.violations.join()).toMatch(/doubled/);
});
