import type { Instant, TopicName } from '@open122/contracts';

/** An event as a handler gets it: its envelope read, its payload valid. */
export interface Message<D = unknown> {
  readonly id: string;
  /** Name of the event, e.g. `DeliveryAbandoned`. */
  readonly type: string;
  readonly topic: TopicName;
  readonly key: string;
  /** Version of the aggregate after the event; grows with each event of the same key. */
  readonly version: number;
  /** Platform time of what happened (`ce_time`). */
  readonly at: Instant;
  readonly data: D;
  readonly correlation: string;
  readonly traceparent: string;
}

/**
 * A handler refuses an event by a rule, before its first write: recorded in the inbox with its code, never tried again.
 * @param code e.g. `handover.already-open`
 */
export class IgnoredByRule extends Error {
  constructor(readonly code: string) {
    super(`ignored by rule: ${code}`);
    this.name = 'IgnoredByRule';
  }
}

/** A message that a batch handler refuses by a rule; recorded as {@link IgnoredByRule} is. */
export interface Refused {
  readonly message: Message;
  /** As {@link IgnoredByRule.code}. */
  readonly code: string;
}
