import { once } from 'node:events';
import { mkdirSync, openSync } from 'node:fs';
import { dirname } from 'node:path';

import { type DestinationStream, type Logger as Pino, type LoggerOptions, pino } from 'pino';

import { context, traceIdOf } from '../context';
import { describeError, maskPersonal, redactPaths } from './redact';

export interface LogOptions {
  service: string;
  level: string;
  /** A file to append to; the standard output when undefined. */
  file: string | undefined;
  /** Tests read what is written. */
  stream?: DestinationStream | undefined;
}
/** The log of one service: JSON lines with service, trace and context, without personal data. */
export interface ServiceLog {
  log: Pino;
  /** For the lines of requests: their fields are ours alone, so nothing is looked for to be redacted. */
  requests: Pino;
  /** Resolves when all that was held back is written. */
  close(): Promise<void>;
}

const STANDARD_OUTPUT = 1;
/** Who did what is nobody's business but that of whoever runs the service. */
const OWNER_ONLY = 0o600;
/** Lines are held back until so many bytes are together, or so many milliseconds are over. */
const HELD = { bytes: 4_096, milliseconds: 200 };

export function openLog({ service, level, file, stream }: LogOptions): ServiceLog {
  const options: LoggerOptions = {
    level,
    base: { service },
    timestamp: () => `,"time":"${wallText(Date.now())}"`,
    formatters: { level: (label) => ({ level: label }) },
    hooks: { streamWrite: maskPersonal },
  };
  const { destination, close } = stream
    ? { destination: stream, close: () => Promise.resolve() }
    : openFile(file);
  const log = pino(
    {
      ...options,
      serializers: { err: describeError },
      redact: { paths: redactPaths, censor: '***' },
      mixin: () => {
        const { traceparent } = context.current();
        return traceparent === undefined ? {} : { trace: traceIdOf(traceparent) };
      },
    },
    destination,
  );
  return { log, requests: pino(options, destination), close };
}

function openFile(file: string | undefined) {
  // opened here and now, so that lines can be written, and flushed, at once
  if (file !== undefined) mkdirSync(dirname(file), { recursive: true });
  const dest = file === undefined ? STANDARD_OUTPUT : openSync(file, 'a', OWNER_ONLY);
  const destination = pino.destination({ dest, sync: false, minLength: HELD.bytes });
  const flush = setInterval(() => destination.flush(), HELD.milliseconds).unref();
  const close = async (): Promise<void> => {
    clearInterval(flush);
    if (file === undefined) return destination.flushSync();
    const closed = once(destination, 'close');
    destination.end();
    await closed;
  };
  return { destination, close };
}

let second = 0;
let prefix = '';
/** `toISOString` is the dearest part of a line: it is asked once a second. */
function wallText(milliseconds: number): string {
  const now = Math.floor(milliseconds / 1_000);
  if (now !== second) {
    second = now;
    prefix = new Date(now * 1_000).toISOString().slice(0, 20);
  }
  return `${prefix}${String(milliseconds % 1_000).padStart(3, '0')}Z`;
}
