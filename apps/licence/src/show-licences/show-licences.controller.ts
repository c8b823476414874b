import { Controller, Get, Param } from '@nestjs/common';
import { ApiExtraModels, ApiOkResponse, getSchemaPath } from '@nestjs/swagger';
import {
  CurrentLanguage,
  CurrentPrincipal,
  Describe,
  type Language,
  May,
  type Page,
  type Principal,
} from '@open122/http';

import { LicenceView } from '../licence-view';
import { ShowLicences } from './show-licences';

@Controller('v1/me/licences')
@ApiExtraModels(LicenceView)
export class ShowLicencesController {
  constructor(private readonly showLicences: ShowLicences) {}

  @Get()
  @May('own-licence')
  @Describe('本人已绑定的驾驶证', 'My bound driving licences')
  @ApiOkResponse({
    schema: {
      type: 'object',
      properties: {
        items: { type: 'array', items: { $ref: getSchemaPath(LicenceView) } },
        next: { type: 'string', nullable: true },
      },
    },
  })
  async all(
    @CurrentPrincipal() principal: Principal,
    @CurrentLanguage() language: Language,
  ): Promise<Page<LicenceView>> {
    return this.showLicences.all(principal, language);
  }

  @Get(':licenceId')
  @May('own-licence')
  @Describe('查看本人已绑定的一本驾驶证', 'One of my bound driving licences')
  @ApiOkResponse({ type: LicenceView })
  async one(
    @Param('licenceId') licenceId: string,
    @CurrentPrincipal() principal: Principal,
    @CurrentLanguage() language: Language,
  ): Promise<LicenceView> {
    return this.showLicences.one(licenceId, principal, language);
  }
}
