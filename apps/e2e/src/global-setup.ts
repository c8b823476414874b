import type { LocalStack } from '@open122/local';

import { startPlatform } from './platform';

declare global {
  var e2eStack: LocalStack | undefined;
}

/** One platform for all journeys, logging all it can, so that what it must not log is looked for in everything. */
export default async function startForJourneys(): Promise<void> {
  const { stack, platform } = await startPlatform('e2e', { env: { LOG_LEVEL: 'debug' } });
  globalThis.e2eStack = stack;
  process.env.E2E_PLATFORM = JSON.stringify(platform);
}
