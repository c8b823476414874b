import { Body, Controller, HttpCode, Post } from '@nestjs/common';
import { ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { Allow, anyone, Describe, IsMobile } from '@open122/http';

import { IsCode, IsOrganisation, IsPassword, type OrganisationFields } from '../fields';
import { SessionView } from '../session-answer';
import { ActivateAgent } from './activate-agent';

class AgentsFirstSignIn {
  @IsOrganisation()
  organisation!: OrganisationFields;

  @IsMobile()
  mobile!: string;

  @IsCode()
  code!: string;

  @IsPassword()
  password!: string;
}

@ApiTags('organisations')
@Controller('v1/organisation/activation')
export class ActivateAgentController {
  constructor(private readonly activateAgent: ActivateAgent) {}

  @Post()
  @HttpCode(200)
  @Allow(anyone())
  @Describe(
    '单位经办人首次登录并设置密码',
    'An agent’s first sign-in: a code to the mobile he was entered with, and a password of his own',
  )
  @ApiOkResponse({ type: SessionView })
  async activate(@Body() { organisation, mobile, code, password }: AgentsFirstSignIn): Promise<SessionView> {
    return this.activateAgent.activate({ organisation, mobile, code, password });
  }
}
