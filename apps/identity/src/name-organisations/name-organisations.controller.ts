import { Body, Controller, HttpCode, Post } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { OrganisationKind } from '@open122/contracts';
import { Allow, service } from '@open122/http';
import { Database } from '@open122/service';
import { ArrayMaxSize, IsArray, IsUUID } from 'class-validator';

import { OrganisationStore } from '../organisation.store';

class OrganisationsToName {
  @IsArray()
  @ArrayMaxSize(100)
  @IsUUID(undefined, { each: true })
  accounts!: string[];
}

interface NamedOrganisation {
  account: string;
  name: string;
  kind: OrganisationKind;
}

/** The names of registered organisations, for who must print them; no personal data (design §1). */
@ApiExcludeController()
@Controller('internal/directory/organisations')
export class NameOrganisationsController {
  constructor(
    private readonly database: Database,
    private readonly organisations: OrganisationStore,
  ) {}

  @Post()
  @HttpCode(200)
  @Allow(service('licence', 'vehicle', 'fulfilment'))
  async name(@Body() { accounts }: OrganisationsToName): Promise<{ organisations: NamedOrganisation[] }> {
    const organisations: NamedOrganisation[] = [];
    await this.database.read(async (tx) => {
      for (const account of new Set(accounts)) {
        const found = await this.organisations.byId(tx, account);
        const record = found === null ? null : await this.organisations.onRecord(tx, found.ref);
        if (found !== null && record !== null)
          organisations.push({ account, name: record.name, kind: found.kind });
      }
    });
    return { organisations };
  }
}
