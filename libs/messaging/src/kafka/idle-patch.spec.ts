import { patchIdleTimers } from './idle-patch';
import { RequestQueueClass } from './request-queue';

type Queue = (typeof RequestQueueClass)['prototype'];
const Queue = RequestQueueClass as unknown as new (options: object) => Queue;

beforeAll(() => {
  patchIdleTimers();
  jest.useFakeTimers();
});
afterAll(() => jest.useRealTimers());

const queue = (more: object = {}): { queue: Queue; connected: { now: boolean } } => {
  const connected = { now: true };
  const options = { requestTimeout: 10_000, enforceRequestTimeout: true, maxInFlightRequests: 1 };
  return {
    connected,
    queue: new Queue({ ...options, isConnected: () => connected.now, ...more }),
  };
};

test('an idle connection is looked at once a second, and not at all once it is closed', () => {
  const { queue: idle, connected } = queue();
  idle.scheduleRequestTimeoutCheck();
  idle.scheduleCheckPendingRequests();
  expect(jest.getTimerCount()).toBe(1);
  connected.now = false;
  jest.advanceTimersByTime(999);
  expect(jest.getTimerCount()).toBe(1);
  jest.advanceTimersByTime(1);
  expect(jest.getTimerCount()).toBe(0);
});

test('a request that waits for longer than it may is given up within a second, others are not', () => {
  const { queue: busy } = queue();
  const [late, patient] = [jest.fn(), jest.fn()];
  Object.assign(busy, {
    inflight: new Map([
      [1, { sentAt: Date.now(), requestTimeout: 10_000, timeoutRequest: late }],
      [2, { sentAt: Date.now(), requestTimeout: 60_000, timeoutRequest: patient }],
    ]),
  });
  busy.scheduleRequestTimeoutCheck();
  jest.advanceTimersByTime(10_000);
  expect(late).not.toHaveBeenCalled();
  jest.advanceTimersByTime(1_000);
  expect(late).toHaveBeenCalledTimes(1);
  expect(patient).not.toHaveBeenCalled();
  busy.destroy();
});

test('without time-outs there is nothing to look at', () => {
  const { queue: without } = queue({ enforceRequestTimeout: false });
  without.scheduleRequestTimeoutCheck();
  expect(jest.getTimerCount()).toBe(0);
});
