import { ApiProperty } from '@nestjs/swagger';
import type { OwnerService } from '@open122/contracts';
import { STAFF_ROLES, type StaffRole } from '@open122/http';

export class StaffView {
  @ApiProperty({ type: String, format: 'uuid' })
  staffId!: string;

  @ApiProperty({ type: String })
  username!: string;

  @ApiProperty({ type: String })
  name!: string;

  @ApiProperty({ enum: STAFF_ROLES })
  role!: StaffRole;

  @ApiProperty({ type: String, nullable: true })
  window!: string | null;

  @ApiProperty({ type: String, enum: ['licence', 'vehicle'], nullable: true })
  owner!: OwnerService | null;

  @ApiProperty({ type: String, format: 'date-time', nullable: true })
  endedAt!: string | null;
}

export class StaffPageView {
  @ApiProperty({ type: [StaffView] })
  items!: StaffView[];

  @ApiProperty({ type: String, nullable: true })
  next!: string | null;
}

export class AppointedView {
  @ApiProperty({ type: String, format: 'uuid' })
  staffId!: string;

  @ApiProperty({ type: String })
  username!: string;

  @ApiProperty({
    type: String,
    description: 'for the first sign-in, where it is to be replaced; shown here and never again',
  })
  password!: string;

  @ApiProperty({ type: String, description: 'base32, for an authenticator; shown here and never again' })
  totpSecret!: string;
}
