import { isNativeError } from 'node:util/types';

/** Keys whose values are secrets or personal data wherever they turn up in a log entry. */
const SECRET_KEYS = [
  'password',
  'token',
  'accessToken',
  'refreshToken',
  'otp',
  'totp',
  'secret',
  'authorization',
  'cookie',
  'name',
  'mobile',
  'number',
  'document',
  'body',
  'headers',
];
/** pino redaction paths: each key at the top and one level below. `err` is serialised by {@link describeError} instead. */
export const redactPaths = SECRET_KEYS.flatMap((key) => [key, `*.${key}`]);

/** A mobile of 11 digits, an ID number of 17 digits and a check character, standing alone. */
const PERSONAL = /(?<![0-9A-Za-z_-])(?:1[3-9]\d{9}|\d{17}[0-9Xx])(?![0-9A-Za-z_-])/g;
/** The last net: nothing that looks like a mobile or an ID number leaves in a log line, whoever put it there. */
export const maskPersonal = (line: string): string => line.replace(PERSONAL, '***');

const FRAMES = 12;

interface DatabaseError extends Error {
  code?: string;
  constraint?: string;
  table?: string;
  driverError?: Error;
}

/** What is told of an error: never PostgreSQL's `detail`, parameters or quoted values, which hold rows. */
export function describeError(error: unknown): Record<string, unknown> {
  if (!isNativeError(error)) return { message: String(error) };
  const { name, code, constraint, table } = (error as DatabaseError).driverError
    ? ((error as DatabaseError).driverError as DatabaseError)
    : (error as DatabaseError);
  const fromDatabase = typeof code === 'string' && /^[0-9A-Z]{5}$/.test(code);
  const message = fromDatabase ? error.message.replace(/"[^"]*"/g, '"…"') : error.message;
  const frames = error.stack?.split('\n').filter((line) => /^\s+at /.test(line));
  const stack = frames?.slice(0, FRAMES).join('\n');
  const cause = error.cause === undefined ? undefined : describeError(error.cause);
  return { type: error.name === 'Error' ? name : error.name, message, code, constraint, table, stack, cause };
}
