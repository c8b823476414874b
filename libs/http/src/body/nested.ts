import { applyDecorators } from '@nestjs/common';
import { ApiProperty } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import { IsDefined, IsObject, ValidateNested } from 'class-validator';

/** An object in a body, with fields of its own. */
export const IsNested = (type: new () => object, description?: string): PropertyDecorator =>
  applyDecorators(
    ApiProperty({ type, ...(description !== undefined && { description }) }),
    IsDefined(),
    // ValidateNested alone takes a list for as many objects
    IsObject(),
    ValidateNested(),
    Type(() => type),
  );
