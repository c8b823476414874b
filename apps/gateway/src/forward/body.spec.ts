import type { IncomingMessage } from 'node:http';
import { PassThrough } from 'node:stream';

import { streamOf, wholeOf } from './body';

beforeEach(() => {
  jest.useFakeTimers({ doNotFake: ['nextTick', 'setImmediate', 'queueMicrotask', 'performance'] });
});
afterEach(() => jest.useRealTimers());

const aRequest = (headers: Record<string, string> = { 'transfer-encoding': 'chunked' }) =>
  Object.assign(new PassThrough(), { headers }) as unknown as PassThrough & IncomingMessage;
const soon = () => new Promise((done) => setImmediate(done));
const tooSlow = expect.objectContaining({ code: 'request.too-slow', status: 408 }) as unknown;
const tooLarge = expect.objectContaining({ code: 'request.too-large', status: 413 }) as unknown;

describe('a body that is read as a whole', () => {
  it('is what came, or nothing', async () => {
    const request = aRequest();
    const whole = wholeOf(request, 10);
    request.write('ab');
    request.end('cd');
    expect((await whole)?.toString()).toBe('abcd');
    expect(await wholeOf(aRequest({ 'content-length': '0' }), 10)).toBeNull();
    expect(await wholeOf(aRequest({}), 10)).toBeNull();
  });

  it('is refused when it announces or brings too much', async () => {
    await expect(wholeOf(aRequest({ 'content-length': '11' }), 10)).rejects.toEqual(tooLarge);
    const request = aRequest();
    const whole = wholeOf(request, 10);
    request.write('x'.repeat(11));
    await expect(whole).rejects.toEqual(tooLarge);
  });

  it('has half a minute, however alive its sender looks', async () => {
    const request = aRequest();
    const whole = wholeOf(request, 100);
    whole.catch(() => undefined);
    for (let second = 0; second < 30; second += 1) {
      request.write('x');
      await soon();
      jest.advanceTimersByTime(1_000);
    }
    await expect(whole).rejects.toEqual(tooSlow);
  });

  it('of a client that has gone is not waited for', async () => {
    const gone = aRequest();
    gone.destroy();
    await expect(wholeOf(gone, 10)).rejects.toEqual(tooSlow);
    const going = aRequest();
    const whole = wholeOf(going, 10);
    going.destroy(new Error('aborted'));
    await expect(whole).rejects.toEqual(tooSlow);
  });
});

describe('a streamed body', () => {
  it('is broken off when its sender stands still, not when its reader does', async () => {
    const request = aRequest();
    const body = streamOf(request, 1_000);
    const failed = new Promise((resolve) => body?.once('error', resolve));
    request.write('unread');
    await soon();
    jest.advanceTimersByTime(120_000);
    expect(body?.destroyed).toBe(false);
    expect(String(body?.read())).toBe('unread');
    for (let minute = 0; minute < 10; minute += 1) {
      request.write('x');
      await soon();
      body?.read();
      jest.advanceTimersByTime(20_000);
    }
    expect(body?.destroyed).toBe(false);
    jest.advanceTimersByTime(30_000);
    expect(await failed).toEqual(tooSlow);
  });
});
