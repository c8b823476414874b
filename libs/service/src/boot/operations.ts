import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyInstance } from 'fastify';

import { Clock } from '../clock';
import { PROVINCE } from '../config/province';
import { Database } from '../database/database';
import { Health } from '../health/health';
import { Metrics } from '../health/metrics';
import { Quiescence } from '../health/quiescence';
import { remembered } from '../health/remembered';

/** The routes of those who run a service. They lie beneath Nest: no principal, no policy, no part of the API. */
export function addOperations(app: NestFastifyApplication, fastify: FastifyInstance): void {
  const health = app.get(Health);
  const metrics = app.get(Metrics);
  const database = app.get(Database);
  health.register('database', async () => {
    await database.run('health.ping', 'select 1');
    return { up: true };
  });
  const checked = remembered(() => health.readiness());
  metrics.gauge(
    { name: 'open122_check_up', help: '1 when a check of the readiness holds', labelNames: ['check'] },
    async () =>
      Object.entries((await checked())?.checks ?? {}).map(([check, { up }]) => [up ? 1 : 0, { check }]),
  );
  fastify.get('/health/live', () => ({ live: true }));
  fastify.get('/health/ready', async (_request, reply) => {
    const readiness = await health.readiness();
    return reply.code(readiness.ready ? 200 : 503).send(readiness);
  });
  fastify.get('/metrics', async (_request, reply) =>
    reply.type(metrics.contentType).send(await metrics.text()),
  );
  if (app.get<{ sandbox: boolean }>(PROVINCE).sandbox) addQuiescence(app, fastify);
}

function addQuiescence(app: NestFastifyApplication, fastify: FastifyInstance): void {
  const clock = app.get<Clock>(Clock);
  const quiescence = app.get(Quiescence);
  fastify.get('/internal/quiescence', async () => ({
    // the offset first: what is pending is then counted at that offset or a later one
    clockOffset: clock.offset,
    pending: await quiescence.pending(),
  }));
}
