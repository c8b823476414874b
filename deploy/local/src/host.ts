import { SERVICES, type ServiceName } from '@open122/contracts';
import { type RunningService, type ServiceDefinition, startService } from '@open122/service';

import { sentence } from './problem';
import { at } from './profile';

/** An orderly end takes less; whoever waits for us then uses force. */
const DEADLINE_MS = 8_000;

/** Runs several services in this process, each with its own port, database and settings. */
async function host(names: readonly ServiceName[]): Promise<void> {
  const running = await Promise.all(names.map(startOne));
  let stopping = false;
  const stop = (): void => {
    if (stopping) process.exit(1);
    stopping = true;
    setTimeout(() => process.exit(1), DEADLINE_MS).unref();
    Promise.all(running.map((service) => service.close())).then(() => process.exit(0), fail);
  };
  process.on('SIGTERM', stop);
  process.on('SIGINT', stop);
}

async function startOne(name: ServiceName): Promise<RunningService> {
  const { service } = (await import(at('apps', name, 'dist', 'src', 'main.js'))) as {
    service: ServiceDefinition;
  };
  return startService(service, process.env);
}

/** The supervisor starts it anew. */
function fail(error: unknown): void {
  process.stderr.write(`${sentence(error)}\n`, () => process.exit(1));
}

process.on('uncaughtException', fail);
process.on('unhandledRejection', fail);
host(SERVICES.filter((name) => process.argv.slice(2).includes(name))).catch(fail);
