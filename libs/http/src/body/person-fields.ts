import { applyDecorators } from '@nestjs/common';
import { ApiProperty } from '@nestjs/swagger';
import {
  type Day,
  DOCUMENT_TYPES,
  normaliseMobile,
  parseDocument,
  type PersonDocumentType,
} from '@open122/contracts';
import { Transform, Type } from 'class-transformer';
import { IsDefined, IsIn, IsObject, IsString, Matches, MaxLength, ValidateNested } from 'class-validator';

import { refuse } from '../refusals';

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

/** An identity document; its number is judged by the rules of its type (rules §10). */
export const IsDocument = (): PropertyDecorator =>
  applyDecorators(
    ApiProperty({ type: DocumentFields }),
    IsDefined(),
    // ValidateNested alone takes a list for as many objects
    IsObject(),
    ValidateNested(),
    Type(() => DocumentFields),
  );

/** A document's number by the rules of its type, normalised so that one document has one spelling. Refuses `document.invalid`. */
export function documentOf(
  { type, number }: { type: PersonDocumentType; number: string },
  today: Day,
): { type: PersonDocumentType; number: string } {
  const parsed = parseDocument(type, number, today);
  if (!parsed.ok) throw refuse.documentInvalid();
  return { type, number: parsed.value };
}
