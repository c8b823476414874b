import { Controller, Get, Param } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { PersonRef } from '@open122/contracts';
import { Allow, CurrentPrincipal, type Principal, service } from '@open122/http';

import { ExportPerson, type PersonExport } from './export-person';

/** The gateway joins the services' parts under /v1/me/export (design §6). */
@ApiExcludeController()
@Controller('internal/persons/:person/export')
export class ExportPersonController {
  constructor(private readonly exportPerson: ExportPerson) {}

  @Get()
  @Allow(service('gateway'))
  async handle(
    @Param('person') person: string,
    @CurrentPrincipal() principal: Principal,
  ): Promise<PersonExport> {
    return this.exportPerson.run(person as PersonRef, principal);
  }
}
