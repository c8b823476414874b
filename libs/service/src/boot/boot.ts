import { ConfigurationError } from '../config/configuration-error';
import type { Settings } from '../config/settings';
import { describeError, maskPersonal } from '../log/redact';
import type { ServiceDefinition } from './define-service';
import { startService } from './start-service';

/** An orderly end takes less; whoever waits for us waits ten seconds. */
const DEADLINE = 8_000;

/** Runs a service as this process, with the process's environment, until a signal ends it. Called by `main.ts`. */
export function boot<S extends Settings>(definition: ServiceDefinition<S>): void {
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
