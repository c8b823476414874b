import { applyDecorators } from '@nestjs/common';
import { ApiProperty } from '@nestjs/swagger';
import { ORGANISATION_CODE_TYPES, type OrganisationCodeType } from '@open122/contracts';
import { IsNested } from '@open122/http';
import { Equals, IsIn, IsString, Matches, MaxLength } from 'class-validator';

import { PASSWORD_LENGTH } from './password';

export const IsCode = (): PropertyDecorator =>
  applyDecorators(ApiProperty({ type: String, example: '123456' }), IsString(), Matches(/^\d{6}$/));

/** Any text that could be a password: which ones will do is said by its own refusals. */
export const IsPassword = (): PropertyDecorator =>
  applyDecorators(
    ApiProperty({ type: String, format: 'password', minLength: PASSWORD_LENGTH.withCode }),
    IsString(),
    MaxLength(PASSWORD_LENGTH.most * 4),
  );

export class OrganisationFields {
  @ApiProperty({ enum: ORGANISATION_CODE_TYPES })
  @IsIn(ORGANISATION_CODE_TYPES)
  type!: OrganisationCodeType;

  @ApiProperty({ type: String, example: '91310115591693856A' })
  @IsString()
  @MaxLength(40)
  number!: string;
}

export const IsOrganisation = (): PropertyDecorator =>
  IsNested(OrganisationFields, 'organisation code or unified social credit code');

/** What a clerk states. */
export const IsPresent = (): PropertyDecorator =>
  applyDecorators(
    ApiProperty({
      type: Boolean,
      enum: [true],
      description: 'the clerk has the person and his document before him',
    }),
    Equals(true),
  );

/** For ids in paths: what is no UUID is simply not found. */
export const isUuid = (value: string): boolean =>
  /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/.test(value);
