import { randomUUID } from 'node:crypto';

import { type Operation, resolved, type Schema } from './document';
import type { Chance } from './random';

/** A request as it goes out, right or wrong. */
export interface Fuzzed {
  readonly path: string;
  readonly headers: Record<string, string>;
  readonly body: Buffer | null;
}

/** What would pass, by the names of fields. */
const RIGHT: Readonly<Record<string, unknown>> = {
  ...{
    mobile: '13800000000',
    code: '123456',
    totp: '123456',
    password: 'three quiet herons',
    name: '王·小明',
  },
  ...{
    number: '13010219900101001X',
    plate: '冀A12345',
    plateType: '02',
    vinEnd: '042788',
    vin: '1M8GDM9AXKP042788',
  },
  ...{
    vehicleType: 'K33',
    fileNumber: '130100000001',
    purpose: 'label',
    area: '130104',
    detail: '路1号',
    limit: '2',
  },
  ...{
    bodyDigest: 'd'.repeat(43),
    refreshToken: 'r'.repeat(43),
    username: 'zhang.san',
    mandateFrom: '2026-01-01',
  },
  ...{
    mandateUntil: '2199-12-31',
    validFrom: '2026-01-01',
    method: 'pickup',
    office: 'internet-business-centre',
  },
  ...{
    personPresent: true,
    declaration: true,
    step: 'refuse',
    state: 'SUBMITTED',
    day: '2026-01-05',
    advance: 'x',
  },
};
const IDS: Readonly<Record<string, string>> = {
  ...{ business: 'D1', serial: 'HEL202001010000001', owner: 'licence', courier: 'sandbox', id: '7' },
  person: 'n'.repeat(43),
};
const NASTY: readonly unknown[] = [
  ...[
    null,
    true,
    false,
    0,
    -1,
    1e308,
    2 ** 53,
    0.1,
    '',
    ' ',
    '\u0000',
    '\ud800',
    '０１２',
    '‮',
    "' or 1=1 --",
  ],
  ...[
    '../../etc/passwd',
    '<script>',
    '%00',
    '𠮷'.repeat(50),
    'x'.repeat(100_000),
    '__proto__',
    'constructor',
  ],
  ...['9999-99-99', '2026-02-30', '{{7*7}}', '${1}', [], {}, [[[[[]]]]], { $gt: '' }, ['a', 1, null]],
];
const SEGMENTS = [
  '%00',
  '%E0%A4',
  '..%2f..',
  "'%20or%201",
  '%F0%A0%AE%B7',
  'x'.repeat(2_000),
  '-1',
  'null',
  '%25',
  '%7B%7D',
];
const HEADERS: readonly Record<string, string>[] = [
  { 'idempotency-key': '' },
  { 'idempotency-key': 'k'.repeat(5_000) },
  { 'idempotency-key': 'zwei Schlüssel' },
  { 'accept-language': 'q=,;;*;q=9,zh-' },
  { traceparent: '00-zz-yy-01' },
  { 'content-type': 'text/plain' },
  { 'content-type': 'application/x-www-form-urlencoded' },
  { 'content-type': 'application/json; charset=utf-7' },
  { 'content-type': ';' },
  { 'content-type': 'application/json, text/plain;;=' },
  { 'content-digest': 'sha-256=:nonsense:' },
  { 'x-forwarded-for': '999.1.1.1, ::::' },
  { cookie: 'a=b; __proto__=x' },
];

/** A value that fits a schema, as far as it tells. */
export function valid(schema: Schema, schemas: Operation['schemas'], name = ''): unknown {
  const { properties, items, ...leaf } = resolved(schema, schemas);
  if (properties !== undefined)
    return Object.fromEntries(
      Object.entries(properties).map(([key, each]) => [key, valid(each, schemas, key)]),
    );
  if (leaf.type === 'array') return items === undefined ? [] : [valid(items, schemas, name)];
  return leaf.enum?.[0] ?? RIGHT[name] ?? leaf.example ?? ofType(leaf);
}

function ofType({ type, format }: Schema): unknown {
  if (type === 'boolean') return true;
  if (type === 'integer' || type === 'number') return 1;
  return format === 'uuid' ? randomUUID() : 'text';
}

/** The same with one thing wrong in it, somewhere. */
function broken(value: unknown, chance: Chance): unknown {
  if (typeof value !== 'object' || value === null || chance.isOneIn(8)) return chance.one(NASTY);
  if (Array.isArray(value))
    return chance.isOneIn(2) ? Array(1_001).fill(value[0]) : value.map((each) => broken(each, chance));
  const entries = Object.entries(value);
  const at = chance.below(entries.length + 1);
  const [key, inner] = entries[at] ?? ['extra', 'unknown'];
  if (entries[at] === undefined)
    return { ...value, [chance.one(['extra', '__proto__', 'constructor', '', '\ud800'])]: 'unknown' };
  if (chance.isOneIn(4)) return Object.fromEntries(entries.filter(([each]) => each !== key));
  return { ...value, [key]: broken(inner, chance) };
}

function bodyOf({ body, method, schemas }: Operation, chance: Chance): Buffer | null {
  if (method === 'GET' || (body === undefined && !chance.isOneIn(4))) return null;
  const right = body === undefined ? {} : valid(body, schemas);
  const text = JSON.stringify(chance.isOneIn(5) ? right : broken(right, chance)) ?? 'undefined';
  return Buffer.from((WAYS[chance.below(12)] ?? whole)(text) as Buffer);
}

const whole = (text: string): string | Buffer => text;
/** How the bytes themselves can be wrong. */
const WAYS: readonly ((text: string) => string | Buffer)[] = [
  (text) => text.slice(0, Math.floor(text.length / 2)),
  (text) =>
    Buffer.concat([Buffer.from(text.slice(0, -1)), Buffer.from([0xc3, 0x28, 0xff]), Buffer.from('}')]),
  (text) => `{"name":"a","name":${text},"__proto__":{"admin":true}}`,
  () => '['.repeat(5_000) + ']'.repeat(5_000),
];

function pathOf({ path, parameters }: Operation, chance: Chance): string {
  const filled = path.replace(/\{(\w+)\}/g, (_, name: string) =>
    chance.isOneIn(3) ? chance.one(SEGMENTS) : (IDS[name] ?? randomUUID()),
  );
  const names = parameters.filter((each) => each.in === 'query').map(({ name }) => name);
  const pairs = names.flatMap((name) => {
    const right = encodeURIComponent(String(RIGHT[name] ?? randomUUID()));
    const value = chance.isOneIn(2) ? right : chance.one(SEGMENTS);
    return chance.isOneIn(6) ? [`${name}=${value}`, `${name}=${right}`] : [`${name}=${value}`];
  });
  if (chance.isOneIn(10)) pairs.push('unknown[a][]=1', 'constructor=1');
  return pairs.length === 0 ? filled : `${filled}?${pairs.join('&')}`;
}

export function fuzzed(operation: Operation, chance: Chance): Fuzzed {
  const body = bodyOf(operation, chance);
  const headers = {
    'idempotency-key': randomUUID(),
    ...(body !== null && { 'content-type': 'application/json' }),
    ...(chance.isOneIn(4) && chance.one(HEADERS)),
  };
  return { path: pathOf(operation, chance), headers, body };
}
