import { Controller, Get } from '@nestjs/common';
import { ApiOkResponse, ApiProperty, ApiTags } from '@nestjs/swagger';
import { CAPABILITIES, type CapabilityId } from '@open122/catalogue';
import {
  agent,
  Allow,
  CurrentLanguage,
  CurrentPrincipal,
  Describe,
  type Language,
  person,
  type Principal,
  principalPerson,
} from '@open122/http';

import { ShowCapabilities } from './show-capabilities';

class LackView {
  @ApiProperty({ type: String, example: 'person.level-too-low' })
  code!: string;

  @ApiProperty({ type: String })
  text!: string;

  @ApiProperty({ type: [String], description: 'how to get it' })
  cures!: string[];
}

export class CapabilityView {
  @ApiProperty({ enum: CAPABILITIES })
  id!: CapabilityId;

  @ApiProperty({ type: String })
  name!: string;

  @ApiProperty({ type: Boolean })
  allowed!: boolean;

  @ApiProperty({ type: [LackView], description: 'why not, all at once' })
  reasons!: LackView[];
}

class CapabilityListView {
  @ApiProperty({ type: [CapabilityView] })
  items!: CapabilityView[];
}

@ApiTags('accounts')
@Controller('v1/me/capabilities')
export class ShowCapabilitiesController {
  constructor(private readonly showCapabilities: ShowCapabilities) {}

  @Get()
  @Allow(person(), agent())
  @Describe('我能办理的业务', 'What I may do; what not, why, and how to get it')
  @ApiOkResponse({ type: CapabilityListView })
  async show(
    @CurrentPrincipal() principal: Principal,
    @CurrentLanguage() language: Language,
  ): Promise<CapabilityListView> {
    const holder = principal.kind === 'agent' ? principal : principalPerson(principal);
    return { items: await this.showCapabilities.of(holder, language) };
  }
}
