import { Controller, Delete, HttpCode, Param } from '@nestjs/common';
import { ApiNoContentResponse } from '@nestjs/swagger';
import { CurrentPrincipal, Describe, May, type Principal } from '@open122/http';

import { UnbindLicence } from './unbind-licence';

@Controller('v1/me/licences/:licenceId')
export class UnbindLicenceController {
  constructor(private readonly unbindLicence: UnbindLicence) {}

  @Delete()
  @HttpCode(204)
  @May('own-licence')
  @Describe('解除绑定驾驶证', 'Unbind a driving licence')
  @ApiNoContentResponse()
  async handle(
    @Param('licenceId') licenceId: string,
    @CurrentPrincipal() principal: Principal,
  ): Promise<void> {
    await this.unbindLicence.run(licenceId, principal);
  }
}
