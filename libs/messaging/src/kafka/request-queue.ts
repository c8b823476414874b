/** The inside of kafkajs that {@link patchIdleTimers} replaces a method of. */
interface RequestQueue {
  pending: readonly unknown[];
  throttledUntil: number;
  throttleCheckTimeoutId: NodeJS.Timeout | null;
  checkPendingRequests(): void;
  scheduleCheckPendingRequests(): void;
}

// no types are published for it
export const RequestQueueClass = require('kafkajs/src/network/requestQueue') as { prototype: RequestQueue };
