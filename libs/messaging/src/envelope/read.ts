import type { IHeaders, KafkaMessage } from 'kafkajs';

import type { Headers } from './envelope';

/** PostgreSQL keeps no NUL in text; what is no UTF-8 becomes replacement characters. */
export const printable = (bytes: Buffer | string | null | undefined): string =>
  (typeof bytes === 'string' ? bytes : (bytes?.toString('utf8') ?? '')).replaceAll('\0', '\ufffd');

/** The first value of each header, as text. */
export const textHeaders = (headers: IHeaders | undefined): Headers =>
  Object.fromEntries(
    Object.entries(headers ?? {}).map(([name, value]) => [
      printable(name),
      printable(Array.isArray(value) ? value[0] : value),
    ]),
  );

/** The JSON of a message; undefined when there is none, or no JSON. */
export function jsonOf(message: Pick<KafkaMessage, 'value'>): unknown {
  if (message.value === null) return undefined;
  try {
    return JSON.parse(message.value.toString('utf8')) as unknown;
  } catch {
    return undefined;
  }
}
