import { setFlagsFromString } from 'node:v8';

import { ConfigurationError } from '../config/configuration-error';
import type { Settings } from '../config/settings';
import { describeError, maskPersonal } from '../log/redact';
import type { ServiceDefinition } from './define-service';
import { startService } from './start-service';

/** An orderly end takes less; whoever waits for us waits ten seconds. */
const DEADLINE = 8_000;

/**
 * The heap may grow by so much of what lives in it before the garbage goes. V8's own measure is two or three times that: an import
 * left three times the garbage behind and took as long (docs/performance.md).
 */
const HEAP_GROWS_BY_PERCENT = 40;

/** Runs a service as this process, with the process's environment, until a signal ends it. Called by `main.ts`. */
export function boot<S extends Settings>(definition: ServiceDefinition<S>): void {
  setFlagsFromString(`--heap-growing-percent=${HEAP_GROWS_BY_PERCENT}`);
  process.on('uncaughtException', fail);
  process.on('unhandledRejection', fail);
  startService(definition, process.env).then(({ close }) => {
    let stopping = false;
    const stop = (): void => {
      if (stopping) process.exit(1);
      stopping = true;
      setTimeout(() => process.exit(1), DEADLINE).unref();
      close().then(() => process.exit(0), fail);
    };
    process.on('SIGTERM', stop);
    process.on('SIGINT', stop);
  }, fail);
}

/** The supervisor starts a process anew that ended like this; a configuration error needs a person and no stack. */
function fail(error: unknown): void {
  const text = error instanceof ConfigurationError ? error.message : describe(error);
  process.stderr.write(`${text}\n`, () => process.exit(1));
}

function describe(error: unknown): string {
  const { type, message, stack } = describeError(error);
  return maskPersonal([`${String(type)}: ${String(message)}`, stack].join('\n'));
}
