import type { ValidationError } from 'class-validator';

import type { FieldError, Words } from '../refusal/refusal';

/** What a validator may carry as `context` to name its own code and text. */
interface OwnWords extends Partial<Words> {
  readonly code?: string;
}

/** Code and text per constraint of class-validator; others fall back to `field.invalid`. */
const KNOWN: Readonly<Record<string, readonly [code: string, zh: string, en: string]>> = {
  whitelistValidation: ['field.unknown', '未知字段。', 'This field is unknown.'],
  isDefined: ['field.required', '必填。', 'This field is required.'],
  isNotEmpty: ['field.required', '不能为空。', 'This field must not be empty.'],
  isString: ['field.type', '须为文本。', 'This must be a text.'],
  isBoolean: ['field.type', '须为布尔值。', 'This must be true or false.'],
  isInt: ['field.type', '须为整数。', 'This must be a whole number.'],
  isNumber: ['field.type', '须为数字。', 'This must be a number.'],
  isArray: ['field.type', '须为列表。', 'This must be a list.'],
  isObject: ['field.type', '须为对象。', 'This must be an object.'],
  nestedValidation: ['field.type', '须为对象。', 'This must be an object.'],
  isIn: ['field.value', '不在允许的取值范围内。', 'This is none of the allowed values.'],
  isEnum: ['field.value', '不在允许的取值范围内。', 'This is none of the allowed values.'],
  equals: ['field.value', '不在允许的取值范围内。', 'This is none of the allowed values.'],
  matches: ['field.format', '格式不正确。', 'The format is wrong.'],
  isUuid: ['field.format', '格式不正确。', 'The format is wrong.'],
  isMobilePhone: ['field.format', '格式不正确。', 'The format is wrong.'],
  isISO8601: ['field.format', '格式不正确。', 'The format is wrong.'],
  minLength: ['field.length', '长度不符合要求。', 'The length is wrong.'],
  maxLength: ['field.length', '长度不符合要求。', 'The length is wrong.'],
  isLength: ['field.length', '长度不符合要求。', 'The length is wrong.'],
  arrayMinSize: ['field.length', '数量不符合要求。', 'The number of entries is wrong.'],
  arrayMaxSize: ['field.length', '数量不符合要求。', 'The number of entries is wrong.'],
  min: ['field.range', '数值超出范围。', 'The number is out of range.'],
  max: ['field.range', '数值超出范围。', 'The number is out of range.'],
};

/** When several constraints of a field fail, the first of these tells most. */
const FIRST = [
  'whitelistValidation',
  'isDefined',
  'isNotEmpty',
  'isString',
  'isInt',
  'isNumber',
  'isBoolean',
];

/** A name that is no text (half a surrogate pair) cannot be encoded as it came. */
const escape = (name: string): string =>
  encodeURIComponent(name.toWellFormed().replaceAll('~', '~0').replaceAll('/', '~1'));

function words(error: ValidationError, constraint: string): Omit<FieldError, 'pointer'> {
  const own = (error.contexts?.[constraint] ?? {}) as OwnWords;
  const missing = error.value === undefined && constraint !== 'whitelistValidation';
  const [code, zh, en] = (missing ? KNOWN.isDefined : KNOWN[constraint]) ?? [
    'field.invalid',
    '内容不正确。',
    'This is not valid.',
  ];
  return missing
    ? { code, words: { zh, en } }
    : { code: own.code ?? code, words: { zh: own.zh ?? zh, en: own.en ?? en } };
}

/** The errors of class-validator, one per field, all at once, each with its JSON pointer and stable code. */
export function fieldErrors(errors: readonly ValidationError[], parent: string): FieldError[] {
  return errors.flatMap((error) => {
    const pointer = `${parent}${parent === '?' ? '' : '/'}${escape(error.property)}`;
    const failed = Object.keys(error.constraints ?? {});
    const constraint = FIRST.find((each) => failed.includes(each)) ?? failed[0];
    const own = constraint === undefined ? [] : [{ pointer, ...words(error, constraint) }];
    return [...own, ...fieldErrors(error.children ?? [], pointer)];
  });
}
