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

import { VehicleView } from '../vehicle-view';
import { ShowVehicles } from './show-vehicles';

@Controller('v1/me/vehicles')
@ApiExtraModels(VehicleView)
export class ShowVehiclesController {
  constructor(private readonly showVehicles: ShowVehicles) {}

  @Get()
  @May('own-vehicles')
  @Describe('本人已绑定的机动车', 'My bound vehicles')
  @ApiOkResponse({
    schema: {
      type: 'object',
      properties: {
        items: { type: 'array', items: { $ref: getSchemaPath(VehicleView) } },
        next: { type: 'string', nullable: true },
      },
    },
  })
  async all(
    @CurrentPrincipal() principal: Principal,
    @CurrentLanguage() language: Language,
  ): Promise<Page<VehicleView>> {
    return this.showVehicles.all(principal, language);
  }

  @Get(':vehicleId')
  @May('own-vehicles')
  @Describe('查看本人已绑定的一本机动车', 'One of my bound vehicles')
  @ApiOkResponse({ type: VehicleView })
  async one(
    @Param('vehicleId') vehicleId: string,
    @CurrentPrincipal() principal: Principal,
    @CurrentLanguage() language: Language,
  ): Promise<VehicleView> {
    return this.showVehicles.one(vehicleId, principal, language);
  }
}
