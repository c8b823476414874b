import { applyDecorators } from '@nestjs/common';
import { ApiProperty } from '@nestjs/swagger';
import { DOCUMENT_TYPES, normaliseMobile, type PersonDocumentType } from '@open122/contracts';
import { Transform, Type } from 'class-transformer';
import { Equals, IsDefined, IsIn, IsString, Matches, MaxLength, ValidateNested } from 'class-validator';

import { PASSWORD_LENGTH } from './password';

const text = (value: unknown): string | null => (typeof value === 'string' ? value : null);

/** A mobile as people type it; handlers get the 11 digits. */
export const IsMobile = (): PropertyDecorator =>
  applyDecorators(
    ApiProperty({ type: String, example: '13800000000' }),
    Transform(({ value }: { value: unknown }) => {
      const typed = text(value);
      return typed === null ? value : (normaliseMobile(typed) ?? typed);
    }),
    IsString(),
    Matches(/^1[3-9]\d{9}$/),
  );

export const IsCode = (): PropertyDecorator =>
  applyDecorators(ApiProperty({ type: String, example: '123456' }), IsString(), Matches(/^\d{6}$/));

/** Any text that could be a password: which ones will do is said by its own refusals. */
export const IsPassword = (): PropertyDecorator =>
  applyDecorators(
    ApiProperty({ type: String, format: 'password', minLength: PASSWORD_LENGTH.withCode }),
    IsString(),
    MaxLength(PASSWORD_LENGTH.most * 4),
  );

/** 1–50 characters, trimmed (rules §9a). */
export const IsName = (): PropertyDecorator =>
  applyDecorators(
    ApiProperty({ type: String, minLength: 1, maxLength: 50 }),
    Transform(({ value }: { value: unknown }) => text(value)?.trim().normalize('NFC') ?? value),
    IsString(),
    Matches(/^[^\p{C}]{1,50}$/u),
  );

export class DocumentFields {
  @ApiProperty({ enum: DOCUMENT_TYPES })
  @IsIn(DOCUMENT_TYPES)
  type!: PersonDocumentType;

  @ApiProperty({ type: String, example: '13010219900101001X' })
  @IsString()
  @MaxLength(40)
  number!: string;
}

export const IsDocument = (): PropertyDecorator =>
  applyDecorators(
    ApiProperty({ type: DocumentFields }),
    IsDefined(),
    ValidateNested(),
    Type(() => DocumentFields),
  );

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
