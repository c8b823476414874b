import { ahead } from './ahead';

async function* numbers(log: string[], to: number): AsyncGenerator<number> {
  try {
    for (let n = 1; n <= to; n += 1) yield n;
  } finally {
    log.push('closed');
  }
}
const turn = (): Promise<void> => new Promise((passed) => setImmediate(passed));

test('one item is worked on while the one before is taken, never more', async () => {
  const log: string[] = [];
  const work = async (n: number): Promise<number> => {
    log.push(`work ${n}`);
    await turn();
    return n * 10;
  };
  for await (const result of ahead(numbers(log, 3), work)) {
    await turn();
    await turn();
    await turn();
    log.push(`taken ${result}`);
  }
  expect(log).toEqual([...['work 1', 'work 2', 'taken 10', 'work 3', 'taken 20'], ...['closed', 'taken 30']]);
});

test('a failure comes once the results before it are taken, and closes the source', async () => {
  const log: string[] = [];
  const taken: number[] = [];
  const work = (n: number): number => {
    if (n === 3) throw new Error('the third');
    return n;
  };
  const all = async (): Promise<void> => {
    for await (const result of ahead(numbers(log, 5), work)) taken.push(result);
  };
  await expect(all()).rejects.toThrow('the third');
  expect([taken, log]).toEqual([[1, 2], ['closed']]);
});

test('who stops taking ends the work under way before the source', async () => {
  const log: string[] = [];
  const work = async (n: number): Promise<number> => {
    await turn();
    log.push(`done ${n}`);
    return n;
  };
  for await (const _ of ahead(numbers(log, 5), work)) break;
  expect(log).toEqual(['done 1', 'done 2', 'closed']);
});
