import { setTimeout as sleep } from 'node:timers/promises';

import { remembered } from './remembered';

const SECOND = 1_000;

describe('what is remembered', () => {
  let now = 0;
  beforeEach(() => jest.spyOn(performance, 'now').mockImplementation(() => now));
  afterEach(() => jest.restoreAllMocks());

  /** Counts how often it is asked, and answers with the count. */
  const counted = () => {
    let asked = 0;
    return { ask: () => Promise.resolve((asked += 1)), times: () => asked };
  };

  it('is asked once for all who ask within seconds, and anew after them', async () => {
    const { ask, times } = counted();
    const read = remembered(ask);
    expect(await Promise.all([read(), read()])).toEqual([1, 1]);
    now += 4 * SECOND;
    expect([await read(), times()]).toEqual([1, 1]);
    now += 2 * SECOND;
    expect(await read()).toBe(2);
  });

  it('stays for a minute when it cannot be asked, and is not known afterwards', async () => {
    let away = false;
    const read = remembered(() => (away ? Promise.reject(new Error('away')) : Promise.resolve(7)));
    expect(await read()).toBe(7);
    away = true;
    now += 30 * SECOND;
    expect(await read()).toBe(7);
    now += 31 * SECOND;
    expect(await read()).toBeUndefined();
    away = false;
    expect(await read()).toBe(7);
  });

  it('is not waited for when it takes long, nor asked a second time meanwhile', async () => {
    let answer: (value: number) => void = () => undefined;
    let asked = 0;
    const read = remembered(() => {
      asked += 1;
      return new Promise<number>((resolve) => (answer = resolve));
    });
    expect(await Promise.all([read(), read()])).toEqual([undefined, undefined]);
    expect(await read()).toBeUndefined();
    answer(7);
    await sleep(1);
    expect([await read(), asked]).toEqual([7, 1]);
  });
});
