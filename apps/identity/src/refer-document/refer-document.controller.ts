import { Body, Controller, HttpCode, Post } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { dayOf, type PersonRef } from '@open122/contracts';
import { Allow, DocumentFields, documentOf, IsNested, service } from '@open122/http';
import { Clock } from '@open122/service';

import { Vault } from '../vault';

class DocumentToRefer {
  @IsNested(DocumentFields)
  document!: DocumentFields;
}

/** The reference of a document shown at a counter; it tells nothing about whether the person is known. */
@ApiExcludeController()
@Controller('internal/directory/refs')
export class ReferDocumentController {
  constructor(
    private readonly vault: Vault,
    private readonly clock: Clock,
  ) {}

  @Post()
  @HttpCode(200)
  @Allow(service('licence', 'vehicle', 'fulfilment'))
  refer(@Body() given: DocumentToRefer): { person: PersonRef } {
    const { type, number } = documentOf(given.document, dayOf(this.clock.now()));
    return { person: this.vault.personRef(type, number) };
  }
}
