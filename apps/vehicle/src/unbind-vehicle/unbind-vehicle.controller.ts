import { Controller, Delete, HttpCode, Param } from '@nestjs/common';
import { ApiNoContentResponse } from '@nestjs/swagger';
import { CurrentPrincipal, Describe, May, type Principal } from '@open122/http';

import { UnbindVehicle } from './unbind-vehicle';

@Controller('v1/me/vehicles/:vehicleId')
export class UnbindVehicleController {
  constructor(private readonly unbindVehicle: UnbindVehicle) {}

  @Delete()
  @HttpCode(204)
  @May('own-vehicles')
  @Describe('解除绑定机动车', 'Unbind a vehicle')
  @ApiNoContentResponse()
  async handle(
    @Param('vehicleId') vehicleId: string,
    @CurrentPrincipal() principal: Principal,
  ): Promise<void> {
    await this.unbindVehicle.run(vehicleId, principal);
  }
}
