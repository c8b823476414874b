import { setTimeout as sleep } from 'node:timers/promises';

import { Logger, type LoggerService, type Type } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { DestinationStream } from 'pino';
import type { EntitySchema } from 'typeorm';

import { type Clock, SystemClock } from '../clock';
import { readConfig, type ServiceConfig } from '../config/config';
import { ConfigurationError } from '../config/configuration-error';
import { readProvince } from '../config/province';
import type { Settings } from '../config/settings';
import { context } from '../context';
import { Database } from '../database/database';
import { openSource } from '../database/open';
import { openLog } from '../log/log';
import { adoptLog, dropLog } from '../log/nest-log';
import { adoptTracer, dropTracer } from '../trace/span';
import { certificateOf } from './certificate';
import { CoreModule, type CoreParts } from './core.module';
import type { ServiceDefinition } from './define-service';
import { end, httpServer, type RunningService, serve } from './serve';

/** Milliseconds; a database that is away for longer is waited for while the service already answers. */
const FIRST_CONNECTION = 1_000;

/** For tests. */
export interface StartOptions {
  clock?: Clock;
  log?: DestinationStream;
  /** False: the bus is not listened to, and nothing is relayed to it. */
  transport?: boolean;
}

/**
 * Starts a service; several may run in one process. Throws {@link ConfigurationError} with everything that is wrong.
 * A database or bus that is away does not keep it from starting: it is not ready then, and becomes ready by itself.
 */
export function startService<S extends Settings>(
  definition: ServiceDefinition<S>,
  env: NodeJS.ProcessEnv,
  options: StartOptions = {},
): Promise<RunningService> {
  return context.run({ service: definition.name }, async () => {
    const { config, province } = configure(definition, env);
    const { service, values } = config;
    const log = openLog({ service, level: values.LOG_LEVEL, file: values.LOG_FILE, stream: options.log });
    const nestLog = adoptLog(service, log.log);
    await trace(config, province.code);
    const database = openDatabase(definition.entities ?? [], config);
    const parts = { config, province, database, clock: options.clock ?? new SystemClock() };
    const connected = database.connect();
    const app = await create(definition, parts, nestLog).catch(async (error: unknown) => {
      await database.close();
      await dropTracer(service);
      dropLog(service);
      await log.close();
      throw error;
    });
    // who asks right after a restart is served, not told that the database is away
    await Promise.race([connected, sleep(FIRST_CONNECTION)]);
    const served = { config, database, log };
    return serve(app, served, options.transport ?? true).catch(async (error: unknown) => {
      await end(app, served);
      throw error;
    });
  });
}

function configure<S extends Settings>(definition: ServiceDefinition<S>, env: NodeJS.ProcessEnv) {
  const { config, problems } = readConfig<Settings>(definition.name, definition.settings, env);
  const file = env.PROVINCE_FILE ?? '';
  problems.push(...halfCertificate(config as ServiceConfig));
  const { province, problems: faults } =
    file === '' ? { province: undefined, problems: [] } : readProvince(file);
  if (province === undefined || problems.length > 0) {
    throw new ConfigurationError(definition.name, [...problems, ...faults]);
  }
  return { config: config as ServiceConfig, province };
}

/** A certificate without its key, or the other way round. */
function halfCertificate({ service, values }: ServiceConfig): string[] {
  const missing = (['TLS_CERT', 'TLS_KEY'] as const).filter((name) => values[name] === undefined);
  return missing.length === 1
    ? [`${service.toUpperCase()}_${missing.join()} is missing: they go together`]
    : [];
}

/** Loads what traces need only where somebody wants them. */
async function trace({ service, values }: ServiceConfig, province: string): Promise<void> {
  const { OTEL_EXPORTER_OTLP_ENDPOINT: endpoint, OTEL_TRACES_SAMPLER_ARG: share } = values;
  if (endpoint === undefined) return;
  const { otlpTracer } = await import('../trace/otlp.js');
  adoptTracer(service, otlpTracer({ service, province, endpoint, share }));
}

function openDatabase(entities: readonly EntitySchema[], { service, values }: ServiceConfig): Database {
  const logger = new Logger(Database.name);
  const source = openSource({
    url: values.DATABASE_URL,
    pool: values.DATABASE_POOL,
    entities,
    name: service,
  });
  return new Database(source, (text, error) => logger.warn({ err: error, problem: text }));
}

function create<S extends Settings>(
  { module }: ServiceDefinition<S>,
  parts: CoreParts,
  logger: LoggerService,
): Promise<NestFastifyApplication> {
  const root = { module: class Root {}, imports: [CoreModule.of(parts), module as Type<unknown>] };
  return NestFactory.create<NestFastifyApplication>(root, httpServer(certificateOf(parts.config)), {
    bodyParser: false,
    abortOnError: false,
    logger,
  });
}
