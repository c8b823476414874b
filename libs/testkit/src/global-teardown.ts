import { keptServer } from './test-server';

/** Ends what `global-setup` started. */
export default async function globalTeardown(): Promise<void> {
  await keptServer()?.stop();
}
