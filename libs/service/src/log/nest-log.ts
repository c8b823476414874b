import { isNativeError } from 'node:util/types';

import { Logger, type LoggerService } from '@nestjs/common';
import type { Logger as Pino } from 'pino';

import { context } from '../context';
import { describeError } from './redact';

/** What Nest tells at each start about modules and routes. */
const CHATTER = new Set(['NestFactory', 'InstanceLoader', 'RoutesResolver', 'RouterExplorer']);

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
  #write(wanted: Level, message: unknown, rest: unknown[]): void {
    const texts = rest.filter((each): each is string => typeof each === 'string');
    const stack = texts.find((each) => /\n\s+at /.test(each));
    const name = texts.at(-1) === stack ? undefined : texts.at(-1);
    const level = wanted === 'info' && CHATTER.has(name ?? '') ? 'debug' : wanted;
    const log = this.#logs.get(context.service() ?? '') ?? [...this.#logs.values()][0];
    if (log?.isLevelEnabled(level) !== true) return;
    const fields: Record<string, unknown> = { context: name, stack, ...fieldsOf(message) };
    // pino would repeat an error's message as it is
    const text = fields.err === undefined ? textOf(message) : String(describeError(fields.err).message);
    log[level](fields, text);
  }
}

const fieldsOf = (message: unknown): Record<string, unknown> => {
  if (isNativeError(message)) return { err: message };
  return typeof message === 'object' && message !== null ? { ...message } : {};
};
const textOf = (message: unknown): string | undefined =>
  typeof message === 'object' ? undefined : String(message);

const processLog = new ProcessLog();

/** Lets Nest's `Logger` write into a service's log for as long as it runs. */
export function adoptLog(service: string, log: Pino): LoggerService {
  processLog.add(service, log);
  Logger.overrideLogger(processLog);
  return processLog;
}
export const dropLog = (service: string): void => processLog.remove(service);
