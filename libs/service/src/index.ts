export { Audit, type AuditEntry } from './audit';
export { boot } from './boot/boot';
export { trusting } from './boot/certificate';
export {
  defineService,
  FASTIFY_SETUP,
  type FastifySetup,
  type ServiceDefinition,
  TRANSPORT,
  type Transport,
} from './boot/define-service';
export { nameActor, nameRoute } from './boot/route-of';
export type { RunningService } from './boot/serve';
export { startService, type StartOptions } from './boot/start-service';
export { Clock, SystemClock } from './clock';
export { readSettings, ServiceConfig } from './config/config';
export { configTable } from './config/config-table';
export { ConfigurationError } from './config/configuration-error';
export { PROVINCE, readProvince } from './config/province';
export { withFiles } from './config/setting-files';
export {
  address,
  baseSettings,
  databaseAddress,
  list,
  networks,
  networksOf,
  num,
  port,
  redisAddress,
  secretKey,
  type Settings,
  shared,
  signingKey,
  str,
  type Values,
} from './config/settings';
export { context, continueTrace, traceIdOf } from './context';
export { dayColumn, instantColumn, selected } from './database/columns';
export { Database } from './database/database';
export { DatabaseAway, isUnavailable, sqlState, Unavailable } from './database/errors';
export { migrate } from './database/migrate';
export { openSource, PROGRAM_CONNECTS_WITHIN } from './database/open';
export { serviceTables } from './database/tables';
export type { Statements, Tx } from './database/tx';
export { type Condition, Health } from './health/health';
export { Metrics } from './health/metrics';
export { type Pending, Quiescence } from './health/quiescence';
export { remembered } from './health/remembered';
export { Shutdown } from './shutdown';
export { calling, inSpan, isTraced, type Span, type SpanStart, startSpan } from './trace/span';
export { type DueTimer, OnOutsideTimer, OnTimer } from './timers/on-timer';
export { type Timer, Timers } from './timers/timers';
