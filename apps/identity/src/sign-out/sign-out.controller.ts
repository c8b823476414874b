import { Controller, Delete, HttpCode } from '@nestjs/common';
import { ApiNoContentResponse, ApiTags } from '@nestjs/swagger';
import {
  agent,
  Allow,
  CurrentPrincipal,
  Describe,
  newcomer,
  person,
  type Principal,
  staff,
  STAFF_ROLES,
} from '@open122/http';

import { SignOut } from './sign-out';

@ApiTags('accounts')
@Controller('v1/sessions/current')
export class SignOutController {
  constructor(private readonly signOut: SignOut) {}

  @Delete()
  @HttpCode(204)
  @Allow(person(), agent(), staff(...STAFF_ROLES), newcomer())
  @Describe('退出登录', 'Sign out: the session and its refresh token end')
  @ApiNoContentResponse()
  async end(@CurrentPrincipal() principal: Principal): Promise<void> {
    await this.signOut.signOut(principal);
  }
}
