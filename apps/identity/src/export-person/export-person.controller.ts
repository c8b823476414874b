import { Controller, Get, Param } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { PersonRef } from '@open122/contracts';
import { Allow, service } from '@open122/http';

import { refuse } from '../refusals';
import { ExportPerson } from './export-person';

/** The gateway joins every service's part for the person himself. */
@ApiExcludeController()
@Controller('internal/persons/:person/export')
export class ExportPersonController {
  constructor(private readonly exportPerson: ExportPerson) {}

  @Get()
  @Allow(service('gateway'))
  async export(@Param('person') person: string): Promise<object> {
    const held = await this.exportPerson.export(person as PersonRef);
    if (held === null) throw refuse.personUnknown();
    return held;
  }
}
