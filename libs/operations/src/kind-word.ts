import { applyDecorators } from '@nestjs/common';
import { ApiPropertyOptional } from '@nestjs/swagger';
import { IsOptional, IsString, MaxLength } from 'class-validator';

/** A word that names a kind of letters: compared, never searched for. */
export const KindWord = (example: string): PropertyDecorator =>
  applyDecorators(ApiPropertyOptional({ type: String, example }), IsOptional(), IsString(), MaxLength(100));
