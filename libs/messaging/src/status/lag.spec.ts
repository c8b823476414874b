import type { Admin } from 'kafkajs';

import type { AdminLine } from '../kafka/admin-line';
import { Lag } from './lag';

/** A broker that knows how far a group has come and where its topics end. */
function aBroker(committed: Record<string, string[]>, kept: Record<string, [low: string, high: string][]>) {
  let asked = 0;
  const admin = {
    fetchOffsets: ({ topics }: { topics: string[] }) => {
      asked += 1;
      const offsets = (topic: string) =>
        committed[topic]?.map((offset, partition) => ({ partition, offset, metadata: null })) ?? [];
      return Promise.resolve(topics.map((topic) => ({ topic, partitions: offsets(topic) })));
    },
    fetchTopicOffsets: (topic: string) =>
      Promise.resolve(kept[topic]?.map(([low, high], partition) => ({ partition, low, high, offset: high }))),
  } as unknown as Admin;
  const line = { ask: (work: (known: Admin) => Promise<unknown>) => work(admin) } as AdminLine;
  return { line, asked: () => asked };
}

it('tells what each partition of each topic has not dealt with, from the first message that is still kept', async () => {
  const { line } = aBroker(
    { a: ['5', '-1'], b: ['2'] },
    {
      a: [
        ['0', '9'],
        ['4', '7'],
      ],
      b: [['3', '3']],
    },
  );
  expect(await new Lag(line, 'he.licence', ['a', 'b']).read()).toEqual([
    { topic: 'a', partition: 0, behind: 4 },
    { topic: 'a', partition: 1, behind: 3 },
    { topic: 'b', partition: 0, behind: 0 },
  ]);
});

it('is asked once for all who ask at once', async () => {
  const { line, asked } = aBroker({ a: ['0'] }, { a: [['0', '1']] });
  const lag = new Lag(line, 'he.licence', ['a']);
  await Promise.all([lag.read(), lag.read()]);
  expect(asked()).toBe(1);
  await lag.read();
  expect(asked()).toBe(2);
});

it('of a service that hears nothing is nothing, and no broker is asked', async () => {
  const { line, asked } = aBroker({}, {});
  expect([await new Lag(line, 'he.gateway', []).read(), asked()]).toEqual([[], 0]);
});
