import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import type { OwnerService } from '@open122/contracts';
import { type AssuranceLevel, STAFF_ROLES, type StaffRole } from '@open122/http';

/** A person or a member of staff, by `kind`. */
export class MeView {
  @ApiProperty({ type: String, enum: ['person', 'staff'] })
  kind!: 'person' | 'staff';

  @ApiProperty({ type: String })
  name!: string;

  @ApiPropertyOptional({ type: String, format: 'uuid' })
  account?: string;

  @ApiPropertyOptional({ type: String, enum: ['online', 'window'] })
  level?: AssuranceLevel;

  @ApiPropertyOptional({ type: String })
  documentType?: string;

  @ApiPropertyOptional({ type: String, description: 'masked' })
  documentNumber?: string;

  @ApiPropertyOptional({ type: String, nullable: true, description: 'masked' })
  mobile?: string | null;

  @ApiPropertyOptional({ type: String, format: 'uuid' })
  staffId?: string;

  @ApiPropertyOptional({ type: String })
  username?: string;

  @ApiPropertyOptional({ enum: STAFF_ROLES })
  role?: StaffRole;

  @ApiPropertyOptional({ type: String, nullable: true })
  window?: string | null;

  @ApiPropertyOptional({ type: String, enum: ['licence', 'vehicle'], nullable: true })
  owner?: OwnerService | null;
}
