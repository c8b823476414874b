type Json = Readonly<Record<string, unknown>>;

const isObject = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function orNull(schema: Json): Json {
  const { type, ...rest } = schema;
  if (typeof type !== 'string' || '$ref' in rest || 'allOf' in rest)
    return { anyOf: [schema, { type: 'null' }] };
  const values = Array.isArray(rest.enum) ? { enum: [...(rest.enum as unknown[]), null] } : {};
  return { ...rest, ...values, type: [type, 'null'] };
}

/**
 * The decorators say `nullable`, the word of OpenAPI 3.0, which means nothing in 3.1: there null is a type like others. `document`: a
 * whole document or a part of it; the answer shares nothing that was changed.
 */
export function as31<T>(document: T): T;
export function as31(document: unknown): unknown {
  if (Array.isArray(document)) return document.map((each: unknown) => as31(each));
  if (!isObject(document)) return document;
  const inner = Object.fromEntries(Object.entries(document).map(([key, value]) => [key, as31(value)]));
  const { nullable, ...schema } = inner;
  if (typeof nullable !== 'boolean') return inner;
  return nullable ? orNull(schema) : schema;
}
