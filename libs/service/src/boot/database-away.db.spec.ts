import { Controller, Get, Module } from '@nestjs/common';
import { DatabaseProxy, type TestDatabase, testMigrations, testSettings } from '@open122/testkit';

import { Database } from '../database/database';
import { serviceTables } from '../database/tables';
import { defineService } from './define-service';
import type { RunningService } from './serve';
import { startService } from './start-service';

@Controller('toys')
class ToyController {
  constructor(private readonly database: Database) {}
  @Get()
  all() {
    return this.database.run('toy.one', 'select 1::int8 as one');
  }
}
@Module({ controllers: [ToyController] })
class ToyModule {}
const toy = defineService({ name: 'licence', module: ToyModule, settings: {} });

let db: TestDatabase;
let proxy: DatabaseProxy;
let service: RunningService;
beforeAll(async () => {
  db = await testMigrations([serviceTables]);
});
beforeEach(async () => {
  proxy = new DatabaseProxy(db.url);
  await proxy.start();
});
afterEach(async () => {
  await service.close();
  await proxy.stop();
});
afterAll(() => db.close());

const start = async (): Promise<void> => {
  service = await startService(toy, testSettings('licence', proxy.url));
};
const get = async (path: string) => {
  const answer = await fetch(`${service.url}${path}`, { headers: { connection: 'close' } });
  return { status: answer.status, body: (await answer.json()) as unknown };
};
const readiness = async (wanted: boolean, milliseconds: number): Promise<void> => {
  const end = performance.now() + milliseconds;
  while (((await get('/health/ready')).status === 200) !== wanted) {
    if (performance.now() > end) throw new Error(`not within ${milliseconds} ms`);
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
};

it('a service starts while its database is away, is not ready, and becomes ready when it comes', async () => {
  await proxy.stop();
  await start();
  expect(await get('/health/ready')).toEqual({
    status: 503,
    body: { ready: false, checks: { database: { up: false } } },
  });
  expect((await get('/toys')).status).toBe(500);
  await proxy.start();
  await readiness(true, 5_000);
  expect((await get('/toys')).body).toEqual([{ one: 1 }]);
});

it('a service that loses its database is not ready, and becomes ready again', async () => {
  await start();
  await readiness(true, 3_000);
  await proxy.stop();
  await readiness(false, 3_000);
  await proxy.start();
  await readiness(true, 5_000);
});

it('a service whose database is away can be stopped', async () => {
  await proxy.stop();
  await start();
  const began = performance.now();
  await service.close();
  expect(performance.now() - began).toBeLessThan(3_000);
});
