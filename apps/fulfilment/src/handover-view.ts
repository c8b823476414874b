import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { HANDOVER_STATES, inShanghai, type Instant, VISIT_OUTCOMES } from '@open122/contracts';

import { dueAtCounter, dueAtDoor, type Handover } from './handover';

class VisitView {
  @ApiProperty({ type: 'integer', minimum: 1 })
  visit!: number;

  @ApiProperty({ enum: VISIT_OUTCOMES })
  outcome!: string;

  @ApiProperty({ type: String, format: 'date-time' })
  at!: string;
}

/** What the person sees of his handover. */
export class HandoverView {
  @ApiProperty({ type: String, format: 'uuid' })
  handoverId!: string;

  @ApiProperty({ type: String })
  serial!: string;

  @ApiProperty({ type: String })
  business!: string;

  @ApiProperty({ type: String })
  document!: string;

  @ApiProperty({ enum: HANDOVER_STATES })
  state!: string;

  @ApiProperty({ enum: ['post', 'pickup'] })
  method!: string;

  @ApiProperty({ type: 'integer', description: 'fee, and postage when the courier brings it, in fen' })
  dueFen!: number;

  @ApiProperty({ type: [String] })
  returns!: string[];

  @ApiProperty({ type: 'integer', description: 'refused visits so far' })
  refusals!: number;

  @ApiProperty({ type: [VisitView], description: 'visits that count, in order' })
  visits!: VisitView[];

  @ApiPropertyOptional({ type: String })
  courier?: string;

  @ApiPropertyOptional({ type: String })
  parcel?: string;

  @ApiPropertyOptional({ type: String, description: 'code of the pickup office' })
  office?: string;

  @ApiPropertyOptional({ type: String, format: 'date-time', description: 'exclusive' })
  pickupUntil?: string;

  @ApiPropertyOptional({ type: String, format: 'date-time' })
  keptUntil?: string;

  @ApiPropertyOptional({ type: String, format: 'date-time' })
  handedOverAt?: string;
}

/** What staff see besides. */
export class StaffHandoverView extends HandoverView {
  @ApiProperty({ type: String })
  person!: string;

  @ApiProperty({ type: String, format: 'date-time' })
  openedAt!: string;

  @ApiProperty({ type: 'integer' })
  issueNo!: number;

  @ApiPropertyOptional({ type: String })
  formNumber?: string;

  @ApiPropertyOptional({ type: 'integer', description: 'what was taken with the document, in fen' })
  cashFen?: number;
}

const given = <T>(value: T | null): T | undefined => value ?? undefined;
const moment = (at: Instant | null): string | undefined => (at === null ? undefined : inShanghai(at));

export const showHandover = (handover: Handover): HandoverView => ({
  handoverId: handover.handoverId,
  serial: handover.serial,
  business: handover.business,
  document: handover.document,
  state: handover.state,
  method: handover.delivery.method,
  dueFen: handover.office === null ? dueAtDoor(handover) : dueAtCounter(handover),
  returns: [...handover.returns],
  refusals: handover.refusals,
  visits: handover.visits
    .slice(0, handover.visitsCounted)
    .map(({ visit, outcome, at }) => ({ visit, outcome, at: inShanghai(at) })),
  courier: given(handover.courier),
  parcel: given(handover.parcel),
  office: given(handover.office),
  pickupUntil: moment(handover.pickupUntil),
  keptUntil: moment(handover.keptUntil),
  handedOverAt: moment(handover.handedOverAt),
});

export const showToStaff = (handover: Handover): StaffHandoverView => ({
  ...showHandover(handover),
  person: handover.person,
  openedAt: inShanghai(handover.openedAt),
  issueNo: handover.issueNo,
  formNumber: given(handover.formNumber),
  cashFen: given(handover.cashFen),
});
