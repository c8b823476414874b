import { crashPoints } from '../faults/crash-points';
import type { LocalStack } from '@open122/local';

import { startServers } from './servers';
import type { ToyServers } from './toy-world';

jest.setTimeout(300_000);

let stack: LocalStack;
let servers: ToyServers;
beforeAll(async () => {
  ({ stack, servers } = await startServers());
});
afterAll(() => stack?.stop());

it('a service killed at any of the named points loses, doubles, halves and disorders nothing', async () => {
  for (const { point, crashed, violations } of await crashPoints({ servers, trials: 5 })) {
    expect({ point, crashed, violations }).toEqual({ point, crashed: 5, violations: [] });
  }
});

it('the same look finds what the textbook loses and doubles', async () => {
  const [send, offsets] = await crashPoints({
    servers,
    trials: 2,
    textbook: true,
    points: ['relay.before-send', 'consumer.before-offsets'],
  });
  expect(send?.violations.join()).toMatch(/lost/);
  expect(offsets?.violations.join()).toMatch(/doubled/);
});
