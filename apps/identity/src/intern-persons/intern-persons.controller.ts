import { Body, Controller, HttpCode, Post } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { Allow, refuseRequest, service } from '@open122/http';

import { ENTRIES_MOST } from './entries';
import { InternPersons } from './intern-persons';

@ApiExcludeController()
@Controller('internal/directory/persons')
export class InternPersonsController {
  constructor(private readonly internPersons: InternPersons) {}

  /** No DTO: copying and checking a thousand nested objects would cost more than everything else an entry needs. */
  @Post()
  @HttpCode(200)
  @Allow(service('licence', 'vehicle', 'fulfilment'))
  async intern(@Body() body: unknown): Promise<{ refs: string[] }> {
    const entries = (body as { entries?: unknown } | null)?.entries;
    if (!Array.isArray(entries) || entries.length > ENTRIES_MOST) throw refuseRequest.invalid();
    return { refs: await this.internPersons.intern(entries) };
  }
}
