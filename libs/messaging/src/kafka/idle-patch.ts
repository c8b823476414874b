import { RequestQueueClass } from './request-queue';

const PENDING_CHECK = 10;
const TIMEOUT_CHECK = 1_000;

/**
 * kafkajs 2.2.4 looks ten times a second on every connection whether a request has waited for too long: two hundred wakes a second of an
 * idle province. Once a second is soon enough for time-outs of ten. And it re-arms a timer of 1 ms for ever on every connection (3 % of a core
 * per idle service). Requests wait only for a throttle or for an answer, and an answer checks the queue itself: a timer is needed only
 * while something waits.
 */
export function patchIdleTimers(): void {
  const { prototype } = RequestQueueClass;
  prototype.scheduleRequestTimeoutCheck = function scheduleRequestTimeoutCheck() {
    if (!this.enforceRequestTimeout) return;
    this.destroy();
    const check = (): void => {
      const now = Date.now();
      for (const request of this.inflight.values())
        if (now - request.sentAt > request.requestTimeout) request.timeoutRequest();
      if (!this.isConnected()) this.destroy();
    };
    this.requestTimeoutIntervalId = setInterval(check, Math.min(this.requestTimeout, TIMEOUT_CHECK));
  };
  prototype.scheduleCheckPendingRequests = function scheduleCheckPendingRequests() {
    if (this.throttleCheckTimeoutId !== null || this.pending.length === 0) return;
    const throttled = this.throttledUntil - Date.now();
    this.throttleCheckTimeoutId = setTimeout(
      () => {
        this.throttleCheckTimeoutId = null;
        this.checkPendingRequests();
      },
      throttled > 0 ? throttled : PENDING_CHECK,
    );
  };
}
