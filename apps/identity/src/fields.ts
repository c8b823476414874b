import { applyDecorators } from '@nestjs/common';
import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { ORGANISATION_CODE_TYPES, type OrganisationCodeType } from '@open122/contracts';
import { IsNested } from '@open122/http';
import { Equals, IsIn, IsOptional, IsString, Matches, MaxLength } from 'class-validator';

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

/** 256 bits, base64url. */
const REFRESH_TOKEN = /^[A-Za-z0-9_-]{43}$/;

export const IsRefreshToken = (): PropertyDecorator =>
  applyDecorators(ApiProperty({ type: String }), Matches(REFRESH_TOKEN));

/** Of a sign-in: the refresh token of the session before. */
export const IsReplaced = (): PropertyDecorator =>
  applyDecorators(
    ApiPropertyOptional({
      type: String,
      description: 'the refresh token of a session that this one takes the place of: it ends',
    }),
    IsOptional(),
    Matches(REFRESH_TOKEN),
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
