import { Body, Controller, HttpCode, Post } from '@nestjs/common';
import { ApiOkResponse, ApiPropertyOptional, ApiTags } from '@nestjs/swagger';
import { Allow, anyone, Describe, IsMobile } from '@open122/http';
import { IsOptional, Matches } from 'class-validator';

import { ClientAddress } from '../client-address';
import { IsOrganisation, IsPassword, IsReplaced, type OrganisationFields } from '../fields';
import { SessionView } from '../session-answer';
import { SignInAgent } from './sign-in-agent';

class AgentCredentials {
  @IsOrganisation()
  organisation!: OrganisationFields;

  @IsMobile()
  mobile!: string;

  @IsPassword()
  password!: string;

  @ApiPropertyOptional({ type: String, description: 'needed with a password of fewer than 15 characters' })
  @IsOptional()
  @Matches(/^\d{6}$/)
  code?: string;

  @IsReplaced()
  replaces?: string;
}

@ApiTags('organisations')
@Controller('v1/organisation/sessions')
export class SignInAgentController {
  constructor(private readonly signInAgent: SignInAgent) {}

  @Post()
  @HttpCode(200)
  @Allow(anyone())
  @Describe('单位经办人登录', 'Sign in to act for an organisation')
  @ApiOkResponse({ type: SessionView })
  async open(
    @Body() { code, replaces, ...entries }: AgentCredentials,
    @ClientAddress() client: string,
  ): Promise<SessionView> {
    const given = { code: code ?? undefined, replaces: replaces ?? undefined };
    return this.signInAgent.signIn({ ...entries, ...given }, client);
  }
}
