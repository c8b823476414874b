import { Controller, Get } from '@nestjs/common';
import { ApiOkResponse, ApiTags } from '@nestjs/swagger';
import {
  Allow,
  CurrentPrincipal,
  Describe,
  person,
  type Principal,
  principalPerson,
  staff,
  STAFF_ROLES,
} from '@open122/http';

import { MeView } from './me-view';
import { ShowMe } from './show-me';

@ApiTags('accounts')
@Controller('v1/me')
export class ShowMeController {
  constructor(private readonly showMe: ShowMe) {}

  @Get()
  @Allow(person(), staff(...STAFF_ROLES))
  @Describe('当前用户', 'Who is signed in; numbers are masked')
  @ApiOkResponse({ type: MeView })
  async show(@CurrentPrincipal() principal: Principal): Promise<MeView> {
    return principal.kind === 'staff'
      ? this.showMe.member(principal)
      : this.showMe.person(principalPerson(principal));
  }
}
