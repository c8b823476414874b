import { Body, Controller, Get, Post } from '@nestjs/common';
import { ApiCreatedResponse, ApiOkResponse, ApiProperty, ApiTags } from '@nestjs/swagger';
import { type Delegation, DELEGATIONS } from '@open122/contracts';
import {
  agent,
  Allow,
  Command,
  type CommandRequest,
  CurrentPrincipal,
  Describe,
  type Principal,
  principalAgent,
} from '@open122/http';
import { IsIn, IsString, Length } from 'class-validator';

import { GrantView } from '../grant-view';
import { ApplyForGrant } from './apply-for-grant';

class GrantApplication {
  @ApiProperty({ enum: DELEGATIONS })
  @IsIn(DELEGATIONS)
  delegation!: Delegation;

  @ApiProperty({ type: String, minLength: 1, maxLength: 500, description: 'why, and what it rests on' })
  @IsString()
  @Length(1, 500)
  reason!: string;
}

class GrantListView {
  @ApiProperty({ type: [GrantView] })
  items!: GrantView[];
}

@ApiTags('organisations')
@Controller('v1/organisation/grants')
export class ApplyForGrantController {
  constructor(private readonly applyForGrant: ApplyForGrant) {}

  @Post()
  @Allow(agent())
  @Describe('申请委托业务', 'Apply for delegated business or a special service')
  @ApiCreatedResponse({ type: GrantView })
  async apply(
    @Command() command: CommandRequest,
    @Body() { delegation, reason }: GrantApplication,
  ): Promise<GrantView> {
    return this.applyForGrant.apply(command, delegation, reason);
  }

  @Get()
  @Allow(agent())
  @Describe('本单位的委托业务', 'What my organisation has applied for and is granted, the latest first')
  @ApiOkResponse({ type: GrantListView })
  async list(@CurrentPrincipal() principal: Principal): Promise<GrantListView> {
    return { items: await this.applyForGrant.list(principalAgent(principal)) };
  }
}
