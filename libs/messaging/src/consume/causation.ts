import { AsyncLocalStorage } from 'node:async_hooks';

const storage = new AsyncLocalStorage<string>();

/** The id of the message that is being handled: what a handler says was caused by it. */
export const causation = {
  id: (): string | undefined => storage.getStore(),
  run: <T>(id: string, work: () => T): T => storage.run(id, work),
};
