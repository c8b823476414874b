import { ApiProperty } from '@nestjs/swagger';
import { DELEGATIONS, type Delegation, inShanghai } from '@open122/contracts';

import { GRANT_STATES, type GrantState, type OrganisationGrant } from './grant';

export class GrantView {
  @ApiProperty({ type: String, format: 'uuid' })
  id!: string;

  @ApiProperty({ type: String, format: 'uuid', description: 'the organisation’s account' })
  account!: string;

  @ApiProperty({ enum: DELEGATIONS })
  delegation!: Delegation;

  @ApiProperty({ enum: GRANT_STATES })
  state!: GrantState;

  @ApiProperty({ type: String, description: 'of the last step' })
  reason!: string;

  @ApiProperty({ type: String, format: 'date', nullable: true })
  validFrom!: string | null;

  @ApiProperty({
    type: String,
    format: 'date',
    nullable: true,
    description: 'the last day; null: without end',
  })
  validUntil!: string | null;

  @ApiProperty({ type: String, format: 'date-time' })
  appliedAt!: string;

  @ApiProperty({ type: String, format: 'date-time' })
  changedAt!: string;
}

export function grantView(grant: OrganisationGrant): GrantView {
  const { id, organisation: account, delegation, state, reason, validFrom, validUntil } = grant;
  const times = { appliedAt: inShanghai(grant.appliedAt), changedAt: inShanghai(grant.changedAt) };
  return { id, account, delegation, state, reason, validFrom, validUntil, ...times };
}
