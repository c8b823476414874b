import { Body, Controller, Delete, HttpCode, Param, Post } from '@nestjs/common';
import {
  ApiAcceptedResponse,
  ApiCreatedResponse,
  ApiNoContentResponse,
  ApiProperty,
  ApiTags,
} from '@nestjs/swagger';
import {
  Allow,
  clerk,
  Command,
  type CommandRequest,
  CurrentPrincipal,
  Describe,
  IsMobile,
  type Principal,
  principalStaff,
} from '@open122/http';

import { IsOrganisation, IsPresent, isUuid, type OrganisationFields } from '../fields';
import { refuse } from '../refusals';
import { type AgentFields, IsAgent } from './agent-fields';
import { ChangeAgents } from './change-agents';

class AgentsMobile {
  @IsMobile()
  mobile!: string;
}

class NewAgent {
  @IsOrganisation()
  organisation!: OrganisationFields;

  @IsAgent()
  agent!: AgentFields;

  @IsPresent()
  personPresent!: true;
}

class EnteredAgentView {
  @ApiProperty({ type: String, format: 'uuid' })
  agent!: string;
}

@ApiTags('windows')
@Controller('v1/windows/agents')
export class ChangeAgentsController {
  constructor(private readonly changeAgents: ChangeAgents) {}

  @Post('sms-codes')
  @HttpCode(202)
  @Allow(clerk('organisation'))
  @Describe('向单位经办人手机发送验证码', 'Send the code that confirms an agent’s mobile at the desk')
  @ApiAcceptedResponse({ schema: { type: 'object', additionalProperties: false } })
  async sendCode(
    @CurrentPrincipal() principal: Principal,
    @Body() { mobile }: AgentsMobile,
  ): Promise<object> {
    await this.changeAgents.sendCode(principalStaff(principal), mobile);
    return {};
  }

  @Post()
  @Allow(clerk('organisation'))
  @Describe(
    '登记单位经办人',
    'Enter an agent of a registered organisation; a new letter of the same person replaces the old',
  )
  @ApiCreatedResponse({ type: EnteredAgentView })
  async add(
    @Command() command: CommandRequest,
    @Body() { organisation, agent }: NewAgent,
  ): Promise<EnteredAgentView> {
    return this.changeAgents.add(command, organisation, agent);
  }

  @Delete(':agentId')
  @HttpCode(204)
  @Allow(clerk('organisation'))
  @Describe('注销单位经办人', 'End an agent’s mandate at once')
  @ApiNoContentResponse()
  async end(@CurrentPrincipal() principal: Principal, @Param('agentId') agentId: string): Promise<void> {
    if (!isUuid(agentId)) throw refuse.agentUnknown();
    await this.changeAgents.end(principalStaff(principal), agentId);
  }
}
