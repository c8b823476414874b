import { ApiProperty } from '@nestjs/swagger';
import { ORGANISATION_KINDS, type OrganisationKind } from '@open122/contracts';

export class AgentView {
  @ApiProperty({ type: String, format: 'uuid' })
  agent!: string;

  @ApiProperty({ type: String })
  name!: string;

  @ApiProperty({ type: String, description: 'masked' })
  mobile!: string;

  @ApiProperty({ type: String, description: 'letter of authorisation' })
  letter!: string;

  @ApiProperty({ type: String, format: 'date' })
  mandateFrom!: string;

  @ApiProperty({ type: String, format: 'date', description: 'the last day' })
  mandateUntil!: string;

  @ApiProperty({ type: Boolean, description: 'may act today' })
  acts!: boolean;
}

export class OrganisationView {
  @ApiProperty({ type: String, format: 'uuid' })
  account!: string;

  @ApiProperty({ type: String })
  name!: string;

  @ApiProperty({ enum: ORGANISATION_KINDS })
  kind!: OrganisationKind;

  @ApiProperty({ type: String })
  codeType!: string;

  @ApiProperty({ type: String })
  code!: string;

  @ApiProperty({ type: [AgentView], description: 'those of before too, the newest first' })
  agents!: AgentView[];
}
