import { Body, Controller, Get, HttpCode, Param, Post } from '@nestjs/common';
import { ApiNoContentResponse, ApiOkResponse, ApiProperty, ApiTags } from '@nestjs/swagger';
import {
  agent,
  Allow,
  CurrentPrincipal,
  Describe,
  person,
  type Principal,
  staff,
  STAFF_ROLES,
} from '@open122/http';

import { ClientAddress } from '../client-address';
import { IsPassword } from '../fields';

import { MySessions } from './my-sessions';

export class MySessionView {
  @ApiProperty({ type: String, format: 'uuid' })
  id!: string;

  @ApiProperty({ type: Boolean, description: 'the one that asks' })
  current!: boolean;

  @ApiProperty({ type: String, format: 'date-time' })
  openedAt!: string;

  @ApiProperty({ type: String, format: 'date-time', description: 'unless it is refreshed before' })
  refreshUntil!: string;

  @ApiProperty({ type: String, format: 'date-time' })
  endsAt!: string;
}

class EndOfSession {
  @IsPassword()
  password!: string;
}

class MySessionListView {
  @ApiProperty({ type: [MySessionView] })
  items!: MySessionView[];
}

@ApiTags('accounts')
@Controller('v1/me/sessions')
export class MySessionsController {
  constructor(private readonly mySessions: MySessions) {}

  @Get()
  @Allow(person(), agent(), staff(...STAFF_ROLES))
  @Describe('我的登录', 'Where I am signed in, the newest first')
  @ApiOkResponse({ type: MySessionListView })
  async list(@CurrentPrincipal() principal: Principal): Promise<MySessionListView> {
    return { items: await this.mySessions.list(principal) };
  }

  @Post(':id/end')
  @HttpCode(204)
  @Allow(person(), agent(), staff(...STAFF_ROLES))
  @Describe(
    '结束一处登录',
    'End one of my sessions, with the password once more: whoever finds an open session does not end the others',
  )
  @ApiNoContentResponse()
  async end(
    @CurrentPrincipal() principal: Principal,
    @Param('id') id: string,
    @Body() { password }: EndOfSession,
    @ClientAddress() client: string,
  ): Promise<void> {
    await this.mySessions.end(principal, { id, password }, client);
  }
}
