import { Body, Controller, HttpCode, Post } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { Allow, service } from '@open122/http';
import { ArrayMaxSize, IsArray } from 'class-validator';

import { ENTRIES_MOST } from './entries';
import { InternPersons } from './intern-persons';

class Entries {
  @IsArray()
  @ArrayMaxSize(ENTRIES_MOST)
  entries!: unknown[];
}

@ApiExcludeController()
@Controller('internal/directory/persons')
export class InternPersonsController {
  constructor(private readonly internPersons: InternPersons) {}

  @Post()
  @HttpCode(200)
  @Allow(service('licence', 'vehicle', 'fulfilment'))
  async intern(@Body() { entries }: Entries): Promise<{ refs: string[] }> {
    return { refs: await this.internPersons.intern(entries) };
  }
}
