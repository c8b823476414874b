import { Controller, Get } from '@nestjs/common';
import { ApiHeader, ApiOkResponse, ApiProperty, ApiTags } from '@nestjs/swagger';
import {
  Allow,
  BodyDigest,
  CurrentPrincipal,
  Describe,
  person,
  type Principal,
  principalPerson,
} from '@open122/http';

import { ExportPerson, type PersonExport } from './export-person';

class ExportView {
  @ApiProperty({ type: Object, description: 'a part per service' })
  parts!: Record<string, unknown>;

  @ApiProperty({ type: [String], description: 'services whose part could not be had' })
  missing!: string[];
}

@ApiTags('me')
@Controller('v1/me/export')
export class ExportPersonController {
  constructor(private readonly exportPerson: ExportPerson) {}

  @Get()
  @Allow(person())
  @Describe('导出本人数据', 'Exports what the platform holds on oneself, and who read it')
  @ApiHeader({ name: 'Step-Up', required: true, description: 'of purpose export-data, for an empty body' })
  @ApiOkResponse({ type: ExportView })
  async export(
    @CurrentPrincipal() principal: Principal,
    @BodyDigest() bodyDigest: string,
  ): Promise<PersonExport> {
    return this.exportPerson.run(principalPerson(principal), bodyDigest);
  }
}
