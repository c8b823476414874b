import { Controller, Get, Param } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { Allow, service } from '@open122/http';

import { personRefOf } from '../person-ref';
import { type ExportedStanding, ExportStanding } from './export-standing';

/** Asked by the gateway for the person himself, which does not forward /internal (design §6). */
@ApiExcludeController()
@Controller('internal/persons')
export class ExportStandingController {
  constructor(private readonly exportStanding: ExportStanding) {}

  @Get(':person/export')
  @Allow(service('gateway'))
  async export(@Param('person') person: string): Promise<ExportedStanding> {
    return this.exportStanding.of(personRefOf(person));
  }
}
