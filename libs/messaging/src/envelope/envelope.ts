import { randomUUID } from 'node:crypto';

import type { Instant } from '@open122/contracts';

/** The attributes of an event besides its payload; CloudEvents 1.0 in Kafka headers (binary mode). */
export interface Envelope {
  id: string;
  type: string;
  /** `/<province>/<service>` */
  source: string;
  /** Platform time. */
  time: Instant;
  aggregateVersion: number;
  traceparent: string;
  correlationId: string;
  /** Id of the event that caused this one. */
  causationId: string | undefined;
}

export type Headers = Record<string, string>;

export const toHeaders = (envelope: Envelope): Headers => ({
  ce_specversion: '1.0',
  ce_id: envelope.id,
  ce_type: envelope.type,
  ce_source: envelope.source,
  ce_time: envelope.time,
  'content-type': 'application/json',
  aggregateversion: String(envelope.aggregateVersion),
  traceparent: envelope.traceparent,
  correlationid: envelope.correlationId,
  ...(envelope.causationId !== undefined && { causationid: envelope.causationId }),
});

const ID = /^[0-9A-Za-z._-]{8,64}$/;
const TIME = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z$/;
const VERSION = /^(0|[1-9]\d{0,14})$/;

/** Reads the headers of an event; a text says what is wrong with them. */
export function fromHeaders(headers: Headers): Envelope | string {
  const required = ['ce_id', 'ce_type', 'ce_source', 'ce_time', 'aggregateversion'] as const;
  const missing = required.find((name) => headers[name] === undefined);
  if (missing !== undefined) return `header ${missing} is missing`;
  const value = (name: string): string => headers[name] ?? '';
  if (value('ce_specversion') !== '1.0') return 'header ce_specversion is not 1.0';
  if (!ID.test(value('ce_id'))) return 'header ce_id is malformed';
  if (!TIME.test(value('ce_time'))) return 'header ce_time is malformed';
  if (!VERSION.test(value('aggregateversion'))) return 'header aggregateversion is malformed';
  return {
    id: value('ce_id'),
    type: value('ce_type'),
    source: value('ce_source'),
    time: value('ce_time') as Instant,
    aggregateVersion: Number(value('aggregateversion')),
    traceparent: value('traceparent'),
    correlationId: value('correlationid'),
    causationId: headers.causationid,
  };
}

/** UUID version 7 of wall time: ids that arrive together lie together in the inbox's index. */
export function newEventId(): string {
  const time = Date.now().toString(16).padStart(12, '0');
  // the random digits and the variant of a version 4, whose bytes Node draws in advance
  return `${time.slice(0, 8)}-${time.slice(8)}-7${randomUUID().slice(15)}`;
}

/** The moment of a {@link newEventId}, in milliseconds of wall time. */
export const momentOf = (eventId: string): number => parseInt(eventId.slice(0, 8) + eventId.slice(9, 13), 16);
