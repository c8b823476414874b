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
  ReasonView,
} from '@open122/http';
import { IsUUID } from 'class-validator';

import { CheckEligibility } from './check-eligibility';

export class EligibilityQuery {
  @ApiProperty({ type: String, format: 'uuid', description: 'the licence or vehicle' })
  @IsUUID()
  object!: string;
}

export class EligibilityView {
  @ApiProperty({ type: String })
  business!: string;

  @ApiProperty({ type: String, format: 'uuid' })
  object!: string;

  @ApiProperty({ type: Boolean })
  eligible!: boolean;

  @ApiProperty({ type: [ReasonView], description: 'all that stands in the way' })
  reasons!: ReasonView[];
}

@Controller('v1/services/:business/eligibility')
export class CheckEligibilityController {
  constructor(private readonly checkEligibility: CheckEligibility) {}

  @Get()
  @Allow(person())
  @Describe('办理条件预检', 'Check what stands in the way of an application')
  @ApiOkResponse({ type: EligibilityView })
  async handle(
    @Param('business') business: string,
    @Query() { object }: EligibilityQuery,
    @CurrentPrincipal() principal: Principal,
    @CurrentLanguage() language: Language,
  ): Promise<EligibilityView> {
    return this.checkEligibility.run(business, object, principal, language);
  }
}
