import { Body, Controller, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { PersonRef } from '@open122/contracts';
import {
  Allow,
  CurrentPrincipal,
  type Principal,
  principalService,
  type ResolvedAddress,
  type ResolvedPerson,
  service,
} from '@open122/http';
import { ArrayMaxSize, IsArray, Length, Matches } from 'class-validator';

import { isUuid } from '../fields';
import { refuse } from '../refusals';
import { PERSONS_MOST, type Reading, ResolvePersons } from './resolve-persons';

class ReadingFields {
  @Length(1, 200)
  purpose!: string;

  @Matches(/^[a-z]+(:[\x21-\x7e]{1,128})?$/)
  actor!: string;
}

class PersonsToResolve extends ReadingFields {
  @IsArray()
  @ArrayMaxSize(PERSONS_MOST)
  @Matches(/^[A-Za-z0-9_-]{43}$/, { each: true })
  persons!: PersonRef[];
}

const readingOf = ({ purpose, actor }: ReadingFields, caller: Principal): Reading => ({
  purpose,
  actor,
  caller: principalService(caller),
});

/** Asked by who must print a name, never in order to decide (design §1). */
@ApiExcludeController()
@Controller('internal/directory')
export class ResolvePersonsController {
  constructor(private readonly resolvePersons: ResolvePersons) {}

  @Post('resolve')
  @HttpCode(200)
  @Allow(service('licence', 'vehicle', 'fulfilment'))
  async resolve(
    @CurrentPrincipal() caller: Principal,
    @Body() given: PersonsToResolve,
  ): Promise<{ persons: ResolvedPerson[] }> {
    return { persons: await this.resolvePersons.resolve(given.persons, readingOf(given, caller)) };
  }

  @Get('addresses/:addressRef')
  @Allow(service('licence', 'vehicle', 'fulfilment'))
  async address(
    @CurrentPrincipal() caller: Principal,
    @Param('addressRef') addressRef: string,
    @Query() reading: ReadingFields,
  ): Promise<ResolvedAddress> {
    const address = isUuid(addressRef)
      ? await this.resolvePersons.address(addressRef, readingOf(reading, caller))
      : null;
    if (address === null) throw refuse.addressUnknown();
    return address;
  }
}
