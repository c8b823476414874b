import { Body, Controller, Put } from '@nestjs/common';
import { ApiOkResponse, ApiTags } from '@nestjs/swagger';
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

import { ClientAddress } from '../client-address';
import { IsPassword } from '../fields';
import { SessionView } from '../session-answer';
import { ChangePassword } from './change-password';

class NewPassword {
  @IsPassword()
  current!: string;

  @IsPassword()
  password!: string;
}

@ApiTags('accounts')
@Controller('v1/me/password')
export class ChangePasswordController {
  constructor(private readonly changePassword: ChangePassword) {}

  @Put()
  @Allow(person(), agent(), staff(...STAFF_ROLES), newcomer())
  @Describe('修改密码', 'Another password, by the one of before; all other sessions end')
  @ApiOkResponse({ type: SessionView })
  async change(
    @CurrentPrincipal() principal: Principal,
    @Body() { current, password }: NewPassword,
    @ClientAddress() client: string,
  ): Promise<SessionView> {
    return this.changePassword.change(principal, { current, password }, client);
  }
}
