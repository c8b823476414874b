import { Logger, type LoggerService } from '@nestjs/common';
import type { Logger as Pino } from 'pino';

import { context } from '../context';

type Level = 'fatal' | 'error' | 'warn' | 'info' | 'debug' | 'trace';

/**
 * Nest has one logger per process (as has nestjs-pino, therefore not used here), yet several services may share a
 * process: each line goes to the log of the service at work, told by the context.
 */
class ProcessLog implements LoggerService {
  readonly #logs = new Map<string, Pino>();

  add(service: string, log: Pino): void {
    this.#logs.set(service, log);
  }
  remove(service: string): void {
    this.#logs.delete(service);
  }
  log(message: unknown, ...rest: unknown[]): void {
    this.#write('info', message, rest);
  }
  error(message: unknown, ...rest: unknown[]): void {
    this.#write('error', message, rest);
  }
  warn(message: unknown, ...rest: unknown[]): void {
    this.#write('warn', message, rest);
  }
  debug(message: unknown, ...rest: unknown[]): void {
    this.#write('debug', message, rest);
  }
  verbose(message: unknown, ...rest: unknown[]): void {
    this.#write('trace', message, rest);
  }
  fatal(message: unknown, ...rest: unknown[]): void {
    this.#write('fatal', message, rest);
  }

  /** Nest's contract: the last argument is the context's name; an error's stack may stand before it. */
  #write(level: Level, message: unknown, rest: unknown[]): void {
    const log = this.#logs.get(context.service() ?? '') ?? [...this.#logs.values()][0];
    if (log?.isLevelEnabled(level) !== true) return;
    const texts = rest.filter((each): each is string => typeof each === 'string');
    const stack = texts.find((each) => /\n\s+at /.test(each));
    const fields: Record<string, unknown> = {
      context: texts.at(-1) === stack ? undefined : texts.at(-1),
      stack,
    };
    if (message instanceof Error) log[level]({ ...fields, err: message });
    else if (typeof message === 'object' && message !== null) log[level]({ ...fields, ...message });
    else log[level](fields, String(message));
  }
}

const processLog = new ProcessLog();

/** Lets Nest's `Logger` write into a service's log for as long as it runs. */
export function adoptLog(service: string, log: Pino): LoggerService {
  processLog.add(service, log);
  Logger.overrideLogger(processLog);
  return processLog;
}
export const dropLog = (service: string): void => processLog.remove(service);
