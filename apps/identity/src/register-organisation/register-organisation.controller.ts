import { Body, Controller, Post } from '@nestjs/common';
import { ApiCreatedResponse, ApiProperty, ApiPropertyOptional, ApiTags } from '@nestjs/swagger';
import { ORGANISATION_KINDS, type OrganisationKind } from '@open122/contracts';
import { Allow, clerk, Command, type CommandRequest, Describe, IsName } from '@open122/http';
import { IsIn, IsOptional, IsString, Length } from 'class-validator';

import { type AgentFields, IsAgent } from '../change-agents/agent-fields';
import { IsOrganisation, IsPresent, type OrganisationFields } from '../fields';
import { RegisterOrganisation } from './register-organisation';

class OrganisationRegistration {
  @IsOrganisation()
  organisation!: OrganisationFields;

  @ApiPropertyOptional({
    type: String,
    description:
      'why a credit code of the first years is admitted although its check digit is wrong; audited',
  })
  @IsOptional()
  @IsString()
  @Length(1, 200)
  codeOverride?: string;

  @IsName()
  name!: string;

  @ApiProperty({ enum: ORGANISATION_KINDS })
  @IsIn(ORGANISATION_KINDS)
  kind!: OrganisationKind;

  @IsAgent()
  agent!: AgentFields;

  @IsPresent()
  personPresent!: true;
}

class RegisteredOrganisationView {
  @ApiProperty({ type: String, format: 'uuid' })
  account!: string;

  @ApiProperty({ type: String, format: 'uuid' })
  agent!: string;
}

@ApiTags('windows')
@Controller('v1/windows/organisations')
export class RegisterOrganisationController {
  constructor(private readonly registerOrganisation: RegisterOrganisation) {}

  @Post()
  @Allow(clerk('organisation'))
  @Describe(
    '窗口注册单位用户',
    'Register an organisation with its first agent, at the window for organisations',
  )
  @ApiCreatedResponse({ type: RegisteredOrganisationView })
  async register(
    @Command() command: CommandRequest,
    @Body() given: OrganisationRegistration,
  ): Promise<RegisteredOrganisationView> {
    const { organisation: document, codeOverride, name, kind, agent } = given;
    return this.registerOrganisation.register(command, { document, codeOverride, name, kind, agent });
  }
}
