import { applyDecorators } from '@nestjs/common';
import { ApiProperty } from '@nestjs/swagger';
import {
  type Day,
  DOCUMENT_TYPES,
  normaliseMobile,
  parseDocument,
  parseName,
  type PersonDocumentType,
  wordsOfFormat,
} from '@open122/contracts';
import { Transform } from 'class-transformer';
import { IsIn, IsString, Matches, MaxLength, ValidateBy } from 'class-validator';

import { refuse } from '../refusals';
import { IsNested } from './nested';

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
    Matches(/^1[3-9]\d{9}$/, { context: { code: 'mobile.shape', ...wordsOfFormat('mobile.shape') } }),
  );

/** A name without this fault, which is told by its own code. */
const IsNameWithout = (code: 'name.length' | 'name.characters'): PropertyDecorator => {
  const validate = (value: unknown): boolean => {
    const parsed = parseName(text(value) ?? '');
    return parsed.ok || parsed.code !== code;
  };
  return ValidateBy({ name: code, validator: { validate } }, { context: { code, ...wordsOfFormat(code) } });
};

/** 1–50 characters that documents print, in one spelling: handlers compare names as they get them (rules §9a, §10). */
export const IsName = (): PropertyDecorator =>
  applyDecorators(
    ApiProperty({ type: String, minLength: 1, maxLength: 50 }),
    Transform(({ value }: { value: unknown }) => {
      const parsed = parseName(text(value) ?? '');
      return parsed.ok ? parsed.value : value;
    }),
    IsString(),
    IsNameWithout('name.length'),
    IsNameWithout('name.characters'),
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
export const IsDocument = (): PropertyDecorator => IsNested(DocumentFields);

/**
 * A document's number by the rules of its type, normalised so that one document has one spelling. Refuses `document.invalid`, with
 * the reason at the field. `at`: where the document stands in the body.
 */
export function documentOf(
  { type, number }: { type: PersonDocumentType; number: string },
  today: Day,
  at = '#/document',
): { type: PersonDocumentType; number: string } {
  const parsed = parseDocument(type, number, today);
  if (parsed.ok) return { type, number: parsed.value };
  const { code } = parsed;
  throw refuse
    .documentInvalid()
    .with({ errors: [{ pointer: `${at}/number`, code, words: wordsOfFormat(code) }] });
}
