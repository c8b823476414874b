import { Controller, Get, Param } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { PersonRef } from '@open122/contracts';
import { Allow, service } from '@open122/http';

import { type ExportedHandovers, ExportHandovers } from './export-handovers';

/** Asked by the gateway for the person himself, which does not forward /internal (design §6). */
@ApiExcludeController()
@Controller('internal/persons')
export class ExportHandoversController {
  constructor(private readonly exportHandovers: ExportHandovers) {}

  @Get(':person/export')
  @Allow(service('gateway'))
  async export(@Param('person') person: string): Promise<ExportedHandovers> {
    return this.exportHandovers.of(person as PersonRef);
  }
}
