import { type ArgumentMetadata, Injectable, ValidationPipe } from '@nestjs/common';
import type { ValidationError } from 'class-validator';

import type { FieldError } from '../refusal/refusal';
import { refuse } from '../refusals';
import { fieldErrors } from './field-errors';

/** Carries what class-validator found up to where body and query are told apart. */
class Invalid extends Error {
  constructor(readonly found: ValidationError[]) {
    super('invalid');
  }
}

const rootOf = (metadata: ArgumentMetadata): string => (metadata.type === 'body' ? '#' : '?');
const notAnObject: FieldError = {
  pointer: '#',
  code: 'field.type',
  words: { zh: '须为 JSON 对象。', en: 'This must be a JSON object.' },
};
const tooDeep: FieldError = {
  pointer: '#',
  code: 'field.depth',
  words: { zh: '嵌套层数过多。', en: 'This is nested too deeply.' },
};

/** The HTTP door: only declared fields, all errors at once, refused as `request.invalid` (design §7). */
@Injectable()
export class Validation extends ValidationPipe {
  constructor() {
    super({
      whitelist: true,
      forbidNonWhitelisted: true,
      forbidUnknownValues: true,
      transform: true,
      exceptionFactory: (errors) => new Invalid(errors),
    });
  }

  /** Most parameters are no DTO: they pass without a promise of their own. */
  override transform(value: unknown, metadata: ArgumentMetadata): Promise<unknown> {
    const isText = metadata.metatype === String && typeof value === 'string';
    const passes = metadata.type === 'custom' || isText;
    // the base class declares a promise; who calls it takes either
    return passes ? (value as Promise<unknown>) : this.validated(value, metadata);
  }

  private async validated(value: unknown, metadata: ArgumentMetadata): Promise<unknown> {
    const wantsObject = metadata.type === 'body' && this.toValidate(metadata);
    if (wantsObject && (typeof value !== 'object' || value === null || Array.isArray(value))) {
      throw refuse.invalid().with({ errors: [notAnObject] });
    }
    try {
      return (await super.transform(value, metadata)) as unknown;
    } catch (error) {
      // class-transformer walks down by calling itself: ten kilobytes of brackets use up the stack
      if (error instanceof RangeError) throw refuse.invalid().with({ errors: [tooDeep] });
      if (!(error instanceof Invalid)) throw error;
      throw refuse.invalid().with({ errors: fieldErrors(error.found, rootOf(metadata)) });
    }
  }
}
