import { Controller, Delete, HttpCode, Param } from '@nestjs/common';
import { ApiNoContentResponse } from '@nestjs/swagger';
import { Allow, CurrentPrincipal, Describe, person, type Principal, principalPerson } from '@open122/http';

import { EndUse } from './end-use';

@Controller('v1/me')
export class EndUseController {
  constructor(private readonly endUse: EndUse) {}

  @Delete('vehicle-uses/:useId')
  @HttpCode(204)
  @Allow(person())
  @Describe('解除绑定非本人名下机动车', 'End my use of a vehicle that is not mine')
  @ApiNoContentResponse()
  async mine(@Param('useId') useId: string, @CurrentPrincipal() principal: Principal): Promise<void> {
    await this.endUse.run(useId, principalPerson(principal), null);
  }

  @Delete('vehicles/:vehicleId/users/:useId')
  @HttpCode(204)
  @Allow(person())
  @Describe('车主解除他人的绑定', 'End somebody’s use of my vehicle')
  @ApiNoContentResponse()
  async ofMyVehicle(
    @Param('vehicleId') vehicleId: string,
    @Param('useId') useId: string,
    @CurrentPrincipal() principal: Principal,
  ): Promise<void> {
    await this.endUse.run(useId, principalPerson(principal), vehicleId);
  }
}
