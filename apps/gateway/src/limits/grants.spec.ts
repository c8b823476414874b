import { Grants } from './grants';

beforeEach(() => jest.useFakeTimers({ now: 0 }));
afterEach(() => jest.useRealTimers());

/** Grants so many points at once, and counts how often it was asked. */
const bank = (points: number, milliseconds = 1_000) => {
  const grants = new Grants();
  const asked: string[] = [];
  const spend = (key: string) =>
    grants.spend(key, async () => {
      asked.push(key);
      await Promise.resolve();
      return { points, milliseconds };
    });
  return { asked, spend };
};

test('a grant is spent once for each of its points, by its own key', async () => {
  const { asked, spend } = bank(2);
  for (const key of ['a', 'a', 'b', 'a']) await spend(key);
  expect(asked).toEqual(['a', 'b', 'a']);
});

test('requests that come at once share a grant, and no more are asked for than they need', async () => {
  const { asked, spend } = bank(10);
  await Promise.all(Array.from({ length: 25 }, () => spend('a')));
  expect(asked).toHaveLength(3);
});

test('a grant ends with its window', async () => {
  const { asked, spend } = bank(5);
  await spend('a');
  jest.advanceTimersByTime(999);
  await spend('a');
  expect(asked).toHaveLength(1);
  jest.advanceTimersByTime(1);
  await spend('a');
  expect(asked).toHaveLength(2);
});

test('what is refused is refused to all who waited for it, and asked for anew by the next', async () => {
  const grants = new Grants();
  let asked = 0;
  const spend = () =>
    grants.spend('a', async () => {
      asked += 1;
      return Promise.reject(new Error('too many'));
    });
  const ends = await Promise.allSettled([spend(), spend(), spend()]);
  expect(ends.map(({ status }) => status)).toEqual(['rejected', 'rejected', 'rejected']);
  expect(asked).toBe(1);
  await expect(spend()).rejects.toThrow('too many');
  expect(asked).toBe(2);
});

test('no more keys are remembered than fit; the oldest goes', async () => {
  const { asked, spend } = bank(2);
  for (let key = 0; key <= 20_000; key += 1) await spend(String(key));
  for (const key of ['1', '20000', '0']) await spend(key);
  expect(asked.slice(20_001)).toEqual(['0']);
});
