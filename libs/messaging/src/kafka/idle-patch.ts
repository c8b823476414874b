import { RequestQueueClass } from './request-queue';

const PENDING_CHECK = 10;

/**
 * kafkajs 2.2.4 re-arms a timer of 1 ms for ever on every connection (3 % of a core per idle service). Requests wait only
 * for a throttle or for an answer, and an answer checks the queue itself: a timer is needed only while something waits.
 */
export function patchIdleTimers(): void {
  const { prototype } = RequestQueueClass;
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
