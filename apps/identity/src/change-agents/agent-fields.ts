import { applyDecorators } from '@nestjs/common';
import { ApiProperty } from '@nestjs/swagger';
import type { Day } from '@open122/contracts';
import { type DocumentFields, IsDocument, IsMobile, IsName, IsNested } from '@open122/http';
import { IsISO8601, IsString, Length, Matches } from 'class-validator';

import { IsCode } from '../fields';

/** A calendar day, YYYY-MM-DD. */
export const IsDay = (description: string): PropertyDecorator =>
  applyDecorators(
    ApiProperty({ type: String, format: 'date', description }),
    Matches(/^\d{4}-\d{2}-\d{2}$/),
    IsISO8601({ strict: true }),
  );

/** Who comes with a letter of authorisation. */
export class AgentFields {
  @IsDocument()
  document!: DocumentFields;

  @IsName()
  name!: string;

  @IsMobile()
  mobile!: string;

  @IsCode()
  code!: string;

  @ApiProperty({ type: String, description: 'what the letter of authorisation is told by' })
  @IsString()
  @Length(1, 64)
  letter!: string;

  @IsDay('first day of the mandate')
  mandateFrom!: Day;

  @IsDay('last day of the mandate')
  mandateUntil!: Day;
}

export const IsAgent = (): PropertyDecorator => IsNested(AgentFields);
