import { ApiProperty, ApiPropertyOptional, getSchemaPath } from '@nestjs/swagger';
import type { Reason } from '@open122/catalogue';
import { type Delivery, inShanghai, type Words } from '@open122/contracts';
import { type Language, reasonsIn, ReasonView } from '@open122/http';

import type { Application } from './application';
import { APPLICATION_STATES, type ApplicationState, STATE_WORDS } from './life-cycle';
import { actorWords, type Detail, entryWords, type TimelineEntry } from './timeline';

const said = (words: Words, language: Language): string => (language === 'en' ? words.en : words.zh);
const told = (reasons: readonly Reason[], language: Language): ReasonView[] =>
  reasonsIn(reasons, language) as ReasonView[];

export class DeliveryView {
  @ApiProperty({ type: String, enum: ['post', 'pickup'] })
  method!: Delivery['method'];

  @ApiPropertyOptional({ type: String, description: 'address kept in identity, for post' })
  addressRef?: string;

  @ApiPropertyOptional({ type: String, description: 'pickup office, for pickup' })
  office?: string;
}

/** An application as it goes over the wire, times in +08:00. */
export class ApplicationView {
  @ApiProperty({ type: String, example: 'HEL202601060000001' })
  serial!: string;

  @ApiProperty({ type: String })
  business!: string;

  @ApiProperty({ type: String, format: 'uuid', description: 'the licence or vehicle' })
  object!: string;

  @ApiProperty({ type: String, enum: APPLICATION_STATES })
  state!: ApplicationState;

  @ApiProperty({ type: String })
  stateText!: string;

  @ApiProperty({ type: DeliveryView })
  delivery!: DeliveryView;

  @ApiProperty({ type: 'integer', description: 'in fen, without postage' })
  feeFen!: number;

  @ApiProperty({ type: String, format: 'date-time' })
  submittedAt!: string;

  @ApiProperty({ type: String, format: 'date-time', description: 'exclusive' })
  undoUntil!: string;

  @ApiProperty({ type: String, format: 'date' })
  decisionDueOn!: string;

  @ApiProperty({ type: String, format: 'date-time', nullable: true })
  decidedAt!: string | null;

  @ApiProperty({ type: 'integer', nullable: true, description: 'of the record, after acceptance' })
  issueNo!: number | null;

  @ApiProperty({ type: [ReasonView], description: 'why it was rejected' })
  reasons!: ReasonView[];
}

export function applicationView(a: Application, language: Language): ApplicationView {
  return {
    serial: a.serial,
    business: a.business,
    object: a.object,
    state: a.state,
    stateText: said(STATE_WORDS[a.state], language),
    delivery: a.delivery,
    feeFen: a.feeFen,
    submittedAt: inShanghai(a.submittedAt),
    undoUntil: inShanghai(a.undoUntil),
    decisionDueOn: a.decisionDueOn,
    decidedAt: a.decidedAt && inShanghai(a.decidedAt),
    issueNo: a.issueNo,
    reasons: told(a.reasons, language),
  };
}

export class TimelineEntryView {
  @ApiProperty({ type: 'integer' })
  id!: number;

  @ApiProperty({ type: String, format: 'date-time' })
  at!: string;

  @ApiProperty({ type: String, example: 'visited' })
  event!: string;

  @ApiProperty({ type: String, enum: APPLICATION_STATES, description: 'after the event' })
  state!: ApplicationState;

  @ApiProperty({ type: String })
  stateText!: string;

  @ApiProperty({ type: String })
  text!: string;

  @ApiProperty({ type: String })
  actor!: string;

  @ApiProperty({ type: [ReasonView] })
  reasons!: ReasonView[];

  @ApiProperty({ type: 'object', additionalProperties: true })
  detail!: Detail;
}

/** `plainActor`: operators are shown who acted, the applicant in which role. */
export function entryView(entry: TimelineEntry, language: Language, plainActor: boolean): TimelineEntryView {
  const { id, at, event, state, actor, detail } = entry;
  return {
    id,
    at: inShanghai(at),
    event,
    state,
    stateText: said(STATE_WORDS[state], language),
    text: said(entryWords(entry), language),
    actor: plainActor ? actor : said(actorWords(actor), language),
    reasons: told(entry.reasons, language),
    detail,
  };
}

/** Schema of a page of a view. */
export const pageSchema = (view: new () => object) => ({
  type: 'object',
  required: ['items', 'next'],
  properties: {
    items: { type: 'array', items: { $ref: getSchemaPath(view) } },
    next: { type: 'string', nullable: true },
  },
});
export { said, told };
