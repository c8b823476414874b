import { aFakeClock } from '@open122/testkit';

import { SystemClock } from './clock';

it('platform time is wall time plus the offset', () => {
  const clock = aFakeClock('2026-01-05T09:00:00+08:00');
  clock.moved(86_400_000);
  expect(clock.wall()).toBe('2026-01-05T01:00:00.000Z');
  expect(clock.now()).toBe('2026-01-06T01:00:00.000Z');
});

it('the offset only grows, and listeners hear of each move', () => {
  const clock = new SystemClock();
  const heard: number[] = [];
  const stop = clock.onMoved(() => heard.push(clock.offset));
  for (const offset of [5, 3, 5, 8]) clock.moved(offset);
  stop();
  clock.moved(9);
  expect(heard).toEqual([5, 8]);
  expect(clock.offset).toBe(9);
});
