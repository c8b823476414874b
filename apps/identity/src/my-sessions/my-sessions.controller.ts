import { Controller, Delete, Get, HttpCode, Param } from '@nestjs/common';
import { ApiNoContentResponse, ApiOkResponse, ApiProperty, ApiTags } from '@nestjs/swagger';
import { Allow, CurrentPrincipal, Describe, person, type Principal, principalPerson } from '@open122/http';

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

class MySessionListView {
  @ApiProperty({ type: [MySessionView] })
  items!: MySessionView[];
}

@ApiTags('accounts')
@Controller('v1/me/sessions')
export class MySessionsController {
  constructor(private readonly mySessions: MySessions) {}

  @Get()
  @Allow(person())
  @Describe('我的登录', 'Where I am signed in, the newest first')
  @ApiOkResponse({ type: MySessionListView })
  async list(@CurrentPrincipal() principal: Principal): Promise<MySessionListView> {
    return { items: await this.mySessions.list(principalPerson(principal)) };
  }

  @Delete(':id')
  @HttpCode(204)
  @Allow(person())
  @Describe('结束一处登录', 'End one of my sessions')
  @ApiNoContentResponse()
  async end(@CurrentPrincipal() principal: Principal, @Param('id') id: string): Promise<void> {
    await this.mySessions.end(principalPerson(principal), id);
  }
}
