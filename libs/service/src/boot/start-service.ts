import { Logger, type Type } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import type { Province, ServiceName } from '@open122/contracts';
import type { FastifyInstance } from 'fastify';
import type { DestinationStream, Logger as Pino } from 'pino';
import type { EntitySchema } from 'typeorm';

import { Clock, SystemClock } from '../clock';
import { type ServiceConfig, readConfig } from '../config/config';
import { ConfigurationError } from '../config/configuration-error';
import { readProvince } from '../config/province';
import type { Settings } from '../config/settings';
import { context } from '../context';
import { Database } from '../database/database';
import { openSource } from '../database/open';
import { openLog } from '../log/log';
import { adoptLog, dropLog } from '../log/nest-log';
import { Shutdown } from '../shutdown';
import { CoreModule } from './core.module';
import {
  FASTIFY_SETUP,
  type FastifySetup,
  type ServiceDefinition,
  TRANSPORT,
  type Transport,
} from './define-service';
import { addOperations } from './operations';
import { followRequests } from './requests';

const BODY_LIMIT = 1_048_576;
/** Longer than any keep-alive client waits, so that the client and not we end an idle connection. */
const KEEP_ALIVE = 72_000;
/** After this, whoever still holds a connection is cut off. */
const PATIENCE = 4_000;

export interface RunningService {
  readonly name: ServiceName;
  readonly port: number;
  readonly url: string;
  readonly app: NestFastifyApplication;
  /** The orderly end: readiness false, consumers, timers, relay, HTTP, database. */
  close(): Promise<void>;
}
/** For tests. */
export interface StartOptions {
  clock?: Clock;
  log?: DestinationStream;
  /** False: the bus is not listened to, and nothing is relayed to it. */
  transport?: boolean;
}
interface Parts {
  config: ServiceConfig;
  province: Province;
  clock: Clock;
  database: Database;
  log: Pino;
}

/**
 * Starts a service; several may run in one process. Throws {@link ConfigurationError} with everything that is wrong.
 * A database or bus that is away does not keep it from starting: it is not ready then, and becomes ready by itself.
 */
export async function startService<S extends Settings>(
  definition: ServiceDefinition<S>,
  env: NodeJS.ProcessEnv,
  options: StartOptions = {},
): Promise<RunningService> {
  return context.run({ service: definition.name }, async () => {
    const { config, province } = configure(definition, env);
    const log = openLog({
      service: config.service,
      level: config.values.LOG_LEVEL,
      file: config.values.LOG_FILE,
      ...(options.log && { stream: options.log }),
    });
    const nestLog = adoptLog(config.service, log);
    const parts = {
      config,
      province,
      log,
      clock: options.clock ?? new SystemClock(),
      database: openDatabase(definition.entities ?? [], config),
    };
    const root = {
      module: class Root {},
      imports: [CoreModule.of(parts), definition.module as Type<unknown>],
    };
    const app = await NestFactory.create<NestFastifyApplication>(root, adapter(), {
      bodyParser: false,
      abortOnError: false,
      logger: nestLog,
    });
    void parts.database.connect();
    try {
      return await listen(app, parts, options.transport ?? true);
    } catch (error) {
      await parts.database.close();
      throw error;
    }
  });
}

function configure<S extends Settings>(definition: ServiceDefinition<S>, env: NodeJS.ProcessEnv) {
  const { config, problems } = readConfig(definition.name, definition.settings as Settings, env);
  const file = env.PROVINCE_FILE ?? '';
  const { province, problems: faults } =
    file === '' ? { province: undefined, problems: [] } : readProvince(file);
  if (province === undefined || problems.length > 0) {
    throw new ConfigurationError(definition.name, [...problems, ...faults]);
  }
  return { config: config as unknown as ServiceConfig, province };
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

const adapter = (): FastifyAdapter =>
  new FastifyAdapter({
    bodyLimit: BODY_LIMIT,
    keepAliveTimeout: KEEP_ALIVE,
    forceCloseConnections: 'idle',
    // requests that still come while we close are served (design §9, R7), on a connection that then ends
    return503OnClosing: false,
    routerOptions: { maxParamLength: 200 },
  });

async function listen(
  app: NestFastifyApplication,
  parts: Parts,
  withTransport: boolean,
): Promise<RunningService> {
  const { config, log, database } = parts;
  const fastify = app.getHttpAdapter().getInstance() as unknown as FastifyInstance;
  followRequests(app, fastify, config.service, log);
  addOperations(app, fastify);
  for (const setup of each<FastifySetup>(app, FASTIFY_SETUP)) await setup(fastify);
  const [strategy] = withTransport ? each<Transport>(app, TRANSPORT) : [];
  if (strategy !== undefined) app.connectMicroservice({ strategy }, { inheritAppConfig: true });
  await app.listen(config.values.PORT, config.values.HOST);
  if (strategy !== undefined) await app.startAllMicroservices();
  const { port } = app.getHttpServer().address() as { port: number };
  log.info({ port }, 'listening');
  let closed: Promise<void> | undefined;
  return {
    name: config.service,
    port,
    url: `http://${config.values.HOST}:${port}`,
    app,
    close: () =>
      (closed ??= context.run({ service: config.service }, async () =>
        end(app, database, config.service, log),
      )),
  };
}

async function end(
  app: NestFastifyApplication,
  database: Database,
  service: string,
  log: Pino,
): Promise<void> {
  await app.get(Shutdown).run();
  const cut = setTimeout(() => app.getHttpServer().closeAllConnections(), PATIENCE);
  await app.close().finally(() => clearTimeout(cut));
  await database.close();
  log.info('stopped');
  log.flush();
  dropLog(service);
}

/** Every provider of a token, from whatever module. */
function each<T>(app: NestFastifyApplication, token: symbol): T[] {
  try {
    return app.get<unknown, T>(token, { strict: false, each: true }) as T[];
  } catch {
    return [];
  }
}
