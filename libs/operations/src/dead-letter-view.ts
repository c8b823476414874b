import { ApiProperty } from '@nestjs/swagger';
import { inShanghai, type Instant, type ServiceName } from '@open122/contracts';
import { traceIdOf } from '@open122/service';
import { type Letter, LETTER_STATES, type LetterState } from '@open122/messaging';

import { maskDetail, maskId, maskType } from './mask/mask-names';
import { maskPayload } from './mask/mask-payload';
import { maskNumbers } from './mask/mask-text';

export class PayloadView {
  @ApiProperty({ type: 'integer', nullable: true, description: 'size; null when the message has no value' })
  bytes!: number | null;

  @ApiProperty({
    nullable: true,
    description: 'its JSON, with *** for every value that its schema does not vouch for',
  })
  json!: unknown;

  @ApiProperty({
    type: String,
    nullable: true,
    enum: ['no-value', 'no-json', 'too-large'],
    description: 'why json is null',
  })
  omitted!: 'no-value' | 'no-json' | 'too-large' | null;
}

export class DeadLetterView {
  @ApiProperty({ type: String })
  service!: ServiceName;

  @ApiProperty({ type: 'integer', description: 'within the service' })
  id!: number;

  @ApiProperty({ type: String, enum: LETTER_STATES })
  state!: LetterState;

  @ApiProperty({ type: String, description: 'who failed; the service itself when nobody could handle it' })
  handler!: string;

  @ApiProperty({ type: String, description: 'handler-failed, or what makes it poison' })
  cause!: string;

  @ApiProperty({ type: String })
  detail!: string;

  @ApiProperty({
    type: 'integer',
    description: 'the delivery, with its quick tries, and every replay in vain',
  })
  attempts!: number;

  @ApiProperty({ type: String, format: 'date-time' })
  firstDiedAt!: string;

  @ApiProperty({ type: String, format: 'date-time' })
  lastDiedAt!: string;

  @ApiProperty({ type: String, example: 'fulfilment.handover' })
  topic!: string;

  @ApiProperty({ type: 'integer' })
  partition!: number;

  @ApiProperty({ type: 'integer', description: 'its offset in the partition' })
  position!: number;

  @ApiProperty({ type: String, nullable: true, description: 'name of the event' })
  type!: string | null;

  @ApiProperty({ type: String, description: 'id of the event, or the place of a message without one' })
  eventId!: string;

  @ApiProperty({ type: String, nullable: true })
  key!: string | null;

  @ApiProperty({ type: String, nullable: true, description: 'of the errand it belongs to, as in the logs' })
  traceId!: string | null;

  @ApiProperty({ type: PayloadView })
  payload!: PayloadView;

  @ApiProperty({ type: String, format: 'date-time', nullable: true, description: 'replayed or discarded' })
  endedAt!: string | null;

  @ApiProperty({ type: String, nullable: true })
  endedBy!: string | null;

  @ApiProperty({ type: String, nullable: true, description: 'why it was discarded, how its replay ended' })
  reason!: string | null;
}

const TRACE = /^00-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}$/;
const moment = (at: Instant | null): string | null => (at === null ? null : inShanghai(at));

/** A letter as its operators see it: nothing in it tells of a person. */
export function deadLetterView(service: ServiceName, letter: Letter): DeadLetterView {
  const { id, state, handler, cause, attempts, topic, partition, position, headers, endedBy } = letter;
  return {
    ...{ service, id, state, handler, cause },
    detail: maskDetail(letter),
    attempts,
    firstDiedAt: inShanghai(letter.firstDiedAt),
    lastDiedAt: inShanghai(letter.lastDiedAt),
    ...{ topic, partition, position },
    type: maskType(letter.type),
    eventId: maskId(letter.eventId) ?? '',
    key: maskId(letter.key?.toString('utf8') ?? null),
    traceId: TRACE.test(headers.traceparent ?? '') ? traceIdOf(headers.traceparent ?? '') : null,
    payload: payloadOf(letter),
    endedAt: moment(letter.endedAt),
    endedBy,
    reason: letter.reason === null ? null : maskNumbers(letter.reason),
  };
}

function payloadOf({ bytes, value, topic, type }: Letter): PayloadView {
  if (bytes === null) return { bytes, json: null, omitted: 'no-value' };
  if (value === null) return { bytes, json: null, omitted: 'too-large' };
  try {
    const json: unknown = JSON.parse(value.toString('utf8'));
    return { bytes, json: maskPayload(topic, type, json), omitted: null };
  } catch {
    return { bytes, json: null, omitted: 'no-json' };
  }
}
