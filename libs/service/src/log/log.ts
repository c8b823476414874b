import { type DestinationStream, type Logger as Pino, pino } from 'pino';

import { context, traceIdOf } from '../context';
import { describeError, maskPersonal, redactPaths } from './redact';

export interface LogOptions {
  service: string;
  level: string;
  /** A file to append to; the standard output when undefined. */
  file: string | undefined;
  /** Tests read what is written. */
  stream?: DestinationStream;
}

/** The log of one service: JSON lines with service, trace and context, without personal data. */
export const openLog = ({ service, level, file, stream }: LogOptions): Pino =>
  pino(
    {
      level,
      base: { service },
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
      serializers: { err: describeError },
      redact: { paths: redactPaths, censor: '***' },
      mixin: () => {
        const { traceparent } = context.current();
        return traceparent === undefined ? {} : { trace: traceIdOf(traceparent) };
      },
      hooks: { streamWrite: maskPersonal },
    },
    stream ?? pino.destination({ dest: file ?? 1, sync: true, mkdir: true, append: true }),
  );
