import { Body, Controller, Get, HttpCode, Post } from '@nestjs/common';
import { ApiOkResponse, ApiTags } from '@nestjs/swagger';
import {
  agent,
  Allow,
  clerk,
  CurrentPrincipal,
  Describe,
  type Principal,
  principalStaff,
  principalAgent,
} from '@open122/http';

import { IsOrganisation, type OrganisationFields } from '../fields';
import { OrganisationView } from './organisation-views';
import { ShowOrganisation } from './show-organisation';

class OrganisationSought {
  @IsOrganisation()
  organisation!: OrganisationFields;
}

@ApiTags('organisations')
@Controller('v1')
export class ShowOrganisationController {
  constructor(private readonly showOrganisation: ShowOrganisation) {}

  @Get('organisation')
  @Allow(agent())
  @Describe('本单位', 'The organisation I act for, and its agents')
  @ApiOkResponse({ type: OrganisationView })
  async own(@CurrentPrincipal() principal: Principal): Promise<OrganisationView> {
    return this.showOrganisation.own(principalAgent(principal));
  }

  /** A POST, so that the code is in no address. */
  @Post('windows/organisations/searches')
  @HttpCode(200)
  @Allow(clerk('organisation'))
  @Describe('窗口查询单位', 'A registered organisation by its code, at the window for organisations')
  @ApiOkResponse({ type: OrganisationView })
  async atWindow(
    @CurrentPrincipal() principal: Principal,
    @Body() { organisation }: OrganisationSought,
  ): Promise<OrganisationView> {
    return this.showOrganisation.atWindow(principalStaff(principal), organisation);
  }
}
