import { Controller, Get, Param, Query } from '@nestjs/common';
import { ApiOkResponse, ApiProperty } from '@nestjs/swagger';
import {
  Allow,
  CurrentLanguage,
  CurrentPrincipal,
  Describe,
  type Language,
  person,
  type Principal,
  principalPerson,
  principalStaff,
  staff,
} from '@open122/http';
import { IsString, Length } from 'class-validator';

import { personRefOf } from '../person-ref';
import { StandingView } from '../standing-view';
import { ShowStanding } from './show-standing';

class PurposeQuery {
  @ApiProperty({ type: String, minLength: 3, maxLength: 200, description: 'why it is read; audited' })
  @IsString()
  @Length(3, 200)
  purpose!: string;
}

@Controller('v1')
export class ShowStandingController {
  constructor(private readonly showStanding: ShowStanding) {}

  @Get('me/standing')
  @Allow(person())
  @Describe('本人是否被限制网上办理', 'Whether I am listed, until when and why')
  @ApiOkResponse({ type: StandingView })
  async mine(
    @CurrentPrincipal() principal: Principal,
    @CurrentLanguage() language: Language,
  ): Promise<StandingView> {
    return this.showStanding.mine(principalPerson(principal), language);
  }

  @Get('ops/standings/:person')
  @Allow(staff('operator', 'auditor', 'administrator'))
  @Describe('查询他人的限制状态', 'A person’s standing; the reading is audited')
  @ApiOkResponse({ type: StandingView })
  async ofPerson(
    @CurrentPrincipal() principal: Principal,
    @Param('person') of: string,
    @Query() { purpose }: PurposeQuery,
    @CurrentLanguage() language: Language,
  ): Promise<StandingView> {
    return this.showStanding.ofPerson(principalStaff(principal), personRefOf(of), purpose, language);
  }
}
