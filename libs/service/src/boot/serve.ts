import { maxHeaderSize, type Server } from 'node:http';
import { Server as NetServer } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Server as TlsServer } from 'node:tls';
import { promisify } from 'node:util';

import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import type { ServiceName } from '@open122/contracts';
import type { FastifyInstance } from 'fastify';

import type { ServiceConfig } from '../config/config';
import { context } from '../context';
import type { Database } from '../database/database';
import type { ServiceLog } from '../log/log';
import { dropLog } from '../log/nest-log';
import { Shutdown } from '../shutdown';
import { dropTracer } from '../trace/span';
import { type Certificate, certificateOf, renewing, tlsOptions } from './certificate';
import { FASTIFY_SETUP, type FastifySetup, TRANSPORT, type Transport } from './define-service';
import { addOperations } from './operations';
import { followRequests } from './requests';

const BODY_LIMIT = 1_048_576;
/** Longer than any keep-alive client waits, so that the client and not we end an idle connection. */
const KEEP_ALIVE = 72_000;
/** After this, whoever still holds a connection is cut off. */
const PATIENCE = 4_000;
const STEP = 10;

export interface RunningService {
  readonly name: ServiceName;
  readonly port: number;
  readonly url: string;
  readonly app: NestFastifyApplication;
  /** The orderly end: readiness false, consumers, timers, relay, HTTP, database. */
  close(): Promise<void>;
}
export interface Served {
  config: ServiceConfig;
  database: Database;
  log: ServiceLog;
}

/** Without a certificate it speaks plain HTTP, with one TLS alone. */
export const httpServer = (certificate: Certificate | undefined): FastifyAdapter =>
  new FastifyAdapter({
    bodyLimit: BODY_LIMIT,
    keepAliveTimeout: KEEP_ALIVE,
    // requests that still come while we close are served (R7 of the quality goals), on a connection that then ends
    return503OnClosing: false,
    // a longer address than fits into the headers never arrives; a shorter limit would be told in Fastify's own format
    routerOptions: { maxParamLength: maxHeaderSize },
    // whose absence is refused further on, as a problem document
    ...(certificate === undefined
      ? { http: { requireHostHeader: false } }
      : { https: { ...tlsOptions(certificate), requireHostHeader: false } }),
  });

/** HTTP first, then the bus: what the bus brings may be looked at from outside. */
export async function serve(
  app: NestFastifyApplication,
  served: Served,
  withTransport: boolean,
): Promise<RunningService> {
  const { config, log } = served;
  const fastify = app.getHttpAdapter().getInstance() as unknown as FastifyInstance;
  followRequests(app, fastify, config.service, log.requests);
  addOperations(app, fastify);
  for (const setup of each<FastifySetup>(app, FASTIFY_SETUP)) await setup(fastify);
  const [strategy] = withTransport ? each<Transport>(app, TRANSPORT) : [];
  if (strategy !== undefined) app.connectMicroservice({ strategy }, { inheritAppConfig: true });
  await app.listen(config.values.PORT, config.values.HOST);
  if (strategy !== undefined) await app.startAllMicroservices();
  const { port } = app.getHttpServer().address() as { port: number };
  const certificate = certificateOf(config);
  log.log.info({ port, tls: certificate !== undefined }, 'listening');
  const server = app.getHttpServer() as unknown as TlsServer;
  const renewed = certificate === undefined ? () => undefined : renewing(server, certificate, log.log);
  let closed: Promise<void> | undefined;
  const close = (): Promise<void> =>
    (closed ??= context.run({ service: config.service }, async () => end(app, served).finally(renewed)));
  const scheme = certificate === undefined ? 'http' : 'https';
  return { name: config.service, port, url: `${scheme}://${config.values.HOST}:${port}`, app, close };
}

/** Also ends a service whose start failed half-way. */
export async function end(app: NestFastifyApplication, { config, database, log }: Served): Promise<void> {
  await app.get(Shutdown).run();
  const cut = setTimeout(() => app.getHttpServer().closeAllConnections(), PATIENCE);
  await stopListening(app.getHttpServer() as Server, config.values.LEAVE);
  await app.close().finally(() => clearTimeout(cut));
  await database.close();
  await dropTracer(config.service);
  log.log.info('stopped');
  dropLog(config.service);
  await log.close();
}

/**
 * New connections are refused from here on, which clients may safely try elsewhere; those at hand are told to close with
 * their next answer and get a moment for it, as closing an idle one may cut off a request that is on its way.
 */
async function stopListening(server: Server, leave: number): Promise<void> {
  const gone = new Promise<void>((resolve) => NetServer.prototype.close.call(server, () => resolve()));
  // Fastify closes the server once more: all that is left then is to wait
  server.close = (done) => {
    void gone.then(() => done?.());
    return server;
  };
  const count = promisify(server.getConnections.bind(server));
  for (let waited = 0; waited < leave && (await count()) > 0; waited += STEP) await sleep(STEP);
  // once now, and again for those whose last request was under way
  const close = setInterval(() => server.closeIdleConnections(), STEP);
  server.closeIdleConnections();
  void gone.then(() => clearInterval(close));
}

/** The providers of a token, from whatever module; the core provides null, so that there is always one to find. */
const each = <T>(app: NestFastifyApplication, token: symbol): T[] =>
  (app.get<unknown, unknown>(token, { strict: false, each: true }) as (T | null)[]).filter(
    (found) => found !== null,
  );
