import { Controller, Get, Inject, Injectable, Module, Post } from '@nestjs/common';
import type { Province } from '@open122/contracts';
import { aFakeClock, type TestDatabase, testMigrations, testSettings } from '@open122/testkit';
import { Pool } from 'undici';

import { ServiceConfig } from '../config/config';
import { PROVINCE } from '../config/province';
import { str } from '../config/settings';
import { context, traceIdOf } from '../context';
import { Database } from '../database/database';
import { serviceTables } from '../database/tables';
import { Health } from '../health/health';
import { Shutdown } from '../shutdown';
import { defineService, FASTIFY_SETUP, type FastifySetup, TRANSPORT, type Transport } from './define-service';
import type { RunningService } from './serve';
import { startService, type StartOptions } from './start-service';

const settings = { COLOUR: str({ desc: 'a colour' }) };
const events: string[] = [];

@Injectable()
class Bus implements Transport {
  constructor(shutdown: Shutdown, health: Health) {
    shutdown.on('consumers', () => this.close());
    health.register('bus', () => ({ up: events.includes('listening') }));
  }
  listen(callback: () => void): void {
    events.push('listening');
    callback();
  }
  close(): void {
    events.push('closed');
  }
}

@Controller('toys')
class ToyController {
  constructor(
    private readonly config: ServiceConfig<typeof settings>,
    private readonly database: Database,
    @Inject(PROVINCE) private readonly province: Province,
  ) {}
  @Get()
  async all() {
    const [row] = await this.database.run<{ one: number }>('toy.one', 'select 1::int8 as one');
    const { COLOUR } = this.config.values;
    return { ...row, colour: COLOUR, province: this.province.code, trace: traceIdOf(context.traceparent()) };
  }
  @Post()
  make() {
    return { trace: traceIdOf(context.traceparent()) };
  }
  @Get('slow/:number')
  async slow() {
    await new Promise((resolve) => setTimeout(resolve, 400));
    events.push('answered');
    return {};
  }
}
@Module({
  controllers: [ToyController],
  providers: [
    Bus,
    { provide: TRANSPORT, useExisting: Bus },
    {
      provide: FASTIFY_SETUP,
      useValue: ((fastify) => void fastify.get('/raw', () => ({ raw: true }))) satisfies FastifySetup,
    },
  ],
})
class ToyModule {}
const toy = defineService({ name: 'licence', module: ToyModule, settings });
const other = defineService({ name: 'vehicle', module: ToyModule, settings });

let db: TestDatabase;
const running: RunningService[] = [];
const lines: string[] = [];
const stream = { write: (line: string) => void lines.push(line) };

beforeAll(async () => {
  db = await testMigrations([serviceTables]);
});
beforeEach(() => {
  events.length = 0;
  lines.length = 0;
});
afterEach(async () => {
  await Promise.all(running.splice(0).map((each) => each.close()));
});
afterAll(() => db.close());

async function start(
  definition = toy,
  url = db.url,
  options: StartOptions = {},
  more: Record<string, string> = {},
): Promise<RunningService> {
  const own = { [`${definition.name.toUpperCase()}_COLOUR`]: 'red', LOG_LEVEL: 'info', ...more };
  const service = await startService(
    definition,
    { ...testSettings(definition.name, url), ...own },
    { log: stream, ...options },
  );
  running.push(service);
  await service.app
    .get(Database)
    .run('ping', 'select 1')
    .catch(() => undefined);
  return service;
}
const get = async (service: RunningService, path: string, headers: Record<string, string> = {}) => {
  const answer = await fetch(`${service.url}${path}`, { headers });
  return {
    status: answer.status,
    headers: answer.headers,
    body: (await answer.json()) as Record<string, unknown>,
  };
};
const ready = async (service: RunningService) => (await get(service, '/health/ready')).status === 200;
async function until(check: () => Promise<boolean>, milliseconds: number): Promise<void> {
  const end = performance.now() + milliseconds;
  while (!(await check())) {
    if (performance.now() > end) throw new Error(`not within ${milliseconds} ms`);
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
}

it('a service starts with its settings, province and database, and answers', async () => {
  const service = await start();
  await until(() => ready(service), 3_000);
  const { status, body } = await get(service, '/toys', {
    traceparent: `00-${'c'.repeat(32)}-${'d'.repeat(16)}-01`,
  });
  expect({ status, body }).toEqual({
    status: 200,
    body: { one: 1, colour: 'red', province: 'he', trace: 'c'.repeat(32) },
  });
  expect((await get(service, '/health/live')).body).toEqual({ live: true });
  expect((await get(service, '/raw')).body).toEqual({ raw: true });
});

it('it refuses to start with everything that is wrong', async () => {
  const { LICENCE_PORT: _, ...env } = testSettings('licence', 'nowhere');
  const start = startService(toy, { ...env, PROVINCE_FILE: '/nowhere.yaml' });
  await expect(start).rejects.toMatchObject({
    name: 'ConfigurationError',
    lines: [
      expect.stringContaining('LICENCE_PORT is missing'),
      expect.stringContaining('LICENCE_DATABASE_URL is no postgresql:// address'),
      expect.stringContaining('LICENCE_COLOUR is missing: a colour'),
      expect.stringContaining('/nowhere.yaml cannot be read'),
    ],
  });
});

it('a start that fails leaves nothing behind', async () => {
  const first = await start();
  const taken = {
    ...testSettings('vehicle', db.url),
    VEHICLE_COLOUR: 'red',
    VEHICLE_PORT: String(first.port),
  };
  await expect(startService(other, taken, { log: stream })).rejects.toMatchObject({ code: 'EADDRINUSE' });
  const sessions = () =>
    db.database.run('sessions', `select pid from pg_stat_activity where application_name = 'vehicle'`);
  await until(async () => (await sessions()).length === 0, 2_000);
});

it('a body that comes slowly keeps its context', async () => {
  const service = await start();
  const trace = 'e'.repeat(32);
  const answer = await fetch(`${service.url}/toys`, {
    method: 'POST',
    body: new ReadableStream({
      async start(controller) {
        controller.enqueue(Buffer.from('{"a":'));
        await new Promise((resolve) => setTimeout(resolve, 50));
        controller.enqueue(Buffer.from('1}'));
        controller.close();
      },
    }),
    duplex: 'half',
    headers: { 'content-type': 'application/json', traceparent: `00-${trace}-${'d'.repeat(16)}-01` },
  } as RequestInit);
  expect(await answer.json()).toEqual({ trace });
});

it('it writes one line per request, with the pattern of its route and never its address', async () => {
  const service = await start();
  await get(service, '/toys/slow/13812345678?mobile=13812345678');
  await get(service, '/health/live');
  const requests = lines
    .map((line) => JSON.parse(line) as Record<string, unknown>)
    .filter(({ msg }) => msg === 'request');
  expect(requests).toMatchObject([
    { method: 'GET', route: '/toys/slow/:number', status: 200, service: 'licence' },
  ]);
  expect(lines.join('')).not.toContain('1381234');
});

it('it listens to the bus once HTTP is there, unless a test wants none', async () => {
  await start();
  expect(events).toEqual(['listening']);
  const deaf = await start(other, db.url, { transport: false });
  expect(events).toEqual(['listening']);
  expect(deaf.port).toBeGreaterThan(0);
});

it('a sandbox tells how far its clock is and what is pending', async () => {
  const clock = aFakeClock();
  const service = await start(toy, db.url, { clock });
  const database = service.app.get(Database);
  await database.connect();
  clock.advance(5_000);
  await database.run('timer', 'insert into timer (kind, ref, due_at) values ($1, $2, $3)', [
    'a',
    'b',
    clock.now(),
  ]);
  expect((await get(service, '/internal/quiescence')).body).toEqual({
    clockOffset: 5_000,
    pending: { timers: 1, outbox: 0, consumerLag: 0, inFlight: 0 },
  });
  await database.run('timer.clear', 'delete from timer');
});

it('at the end readiness goes first, consumers are drained while HTTP still answers, and the request at hand is answered', async () => {
  const service = await start();
  await until(() => ready(service), 3_000);
  let drain: () => void = () => undefined;
  const drained = new Promise<void>((resolve) => (drain = resolve));
  service.app.get(Shutdown).on('consumers', () => drained);
  const slow = get(service, '/toys/slow/1');
  await new Promise((resolve) => setTimeout(resolve, 100));
  const closing = service.close().then(() => events.push('gone'));
  const during = await get(service, '/health/ready');
  expect(during.status).toBe(503);
  drain();
  expect((await slow).status).toBe(200);
  await closing;
  expect(events).toEqual(['listening', 'closed', 'answered', 'closed', 'gone']);
  await expect(fetch(`${service.url}/health/live`)).rejects.toThrow();
});

it('under load, every request that was let in is answered when it ends', async () => {
  const service = await start();
  await until(() => ready(service), 3_000);
  const client = new Pool(service.url, { connections: 10 });
  let answered = 0;
  const failures: unknown[] = [];
  const ask = async (): Promise<void> => {
    for (;;) {
      try {
        const { statusCode, body } = await client.request({ method: 'GET', path: '/toys' });
        await body.dump();
        if (statusCode !== 200) failures.push(statusCode);
        answered += 1;
      } catch (error) {
        // nobody listens any more: the end, as it should be
        if ((error as { code?: string }).code !== 'ECONNREFUSED') failures.push(error);
        return;
      }
    }
  };
  const clients = Array.from({ length: 20 }, ask);
  await until(async () => answered > 100, 10_000);
  await service.close();
  await Promise.all(clients);
  expect(failures).toEqual([]);
  await client.close();
});

it('a connection that was kept is answered once more at the end, for as long as it is set, and told to close', async () => {
  const leave = 1_000;
  const service = await start(toy, db.url, {}, { LICENCE_LEAVE: String(leave) });
  const client = new Pool(service.url, { connections: 1, keepAliveTimeout: 60_000 });
  const ask = async () => {
    const { statusCode, headers, body } = await client.request({ method: 'GET', path: '/toys' });
    await body.dump();
    return [statusCode, headers.connection];
  };
  expect(await ask()).toEqual([200, 'keep-alive']);
  const closing = service.close();
  await new Promise((resolve) => setTimeout(resolve, leave / 2));
  expect(await ask()).toEqual([200, 'close']);
  const answered = performance.now();
  await closing;
  // nobody is left who could be waited for
  expect(performance.now() - answered).toBeLessThan(leave / 2);
  await client.close();
});
