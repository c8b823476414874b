import type { LocalStack } from '@open122/local';

import { appointAdministrators, NO_LIMITS, startPlatform } from './platform';
import { Collector } from './traces/collector';

declare global {
  var e2eStack: LocalStack | undefined;
  var e2eCollector: Collector | undefined;
}

/** More than there are specs. */
const ADMINISTRATORS = 24;

/** One platform for all journeys, logging all it can, so that what it must not log is looked for in everything, and traced. */
export default async function startForJourneys(): Promise<void> {
  const collector = await Collector.open();
  globalThis.e2eCollector = collector;
  const env = { ...NO_LIMITS, LOG_LEVEL: 'debug', OTEL_EXPORTER_OTLP_ENDPOINT: collector.url };
  const { stack, platform } = await startPlatform('e2e', { env });
  globalThis.e2eStack = stack;
  await appointAdministrators(platform, ADMINISTRATORS);
  process.env.E2E_PLATFORM = JSON.stringify(platform);
}
