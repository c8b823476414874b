import { Controller, Get, Module } from '@nestjs/common';
import type { ServiceName } from '@open122/contracts';
import { type TestApp, testApp, type TestDatabase, testMigrations } from '@open122/testkit';
import { Counter } from 'prom-client';

import { defineService } from '../boot/define-service';
import { ServiceConfig } from '../config/config';
import { serviceTables } from '../database/tables';
import { Metrics } from './metrics';

@Controller('toys')
class ToyController {
  constructor({ service }: ServiceConfig, { registry }: Metrics) {
    new Counter({ name: `toys_of_${service}`, help: 'toys', registers: [registry] }).inc();
  }
  @Get()
  all(): object {
    return {};
  }
  @Get(':number/parts')
  parts(): object {
    return {};
  }
}
@Module({ controllers: [ToyController] })
class ToyModule {}

let database: TestDatabase;
let licence: TestApp;
beforeAll(async () => {
  database = await testMigrations([serviceTables]);
  licence = await start('licence');
});
afterAll(async () => {
  await licence.close();
  await database.close();
});

const start = (name: ServiceName) =>
  testApp(defineService({ name, module: ToyModule, settings: {} }), { database });
const text = async (app: TestApp) => (await app.request<{ text: string }>('GET', '/metrics')).body.text;

it('two services in one process have their own metrics, and share those of the process', async () => {
  const vehicle = await start('vehicle');
  const [ofLicence, ofVehicle] = [await text(licence), await text(vehicle)];
  await vehicle.close();
  expect(ofLicence).toContain('toys_of_licence 1');
  expect(ofLicence).not.toContain('toys_of_vehicle');
  expect(ofVehicle).toContain('toys_of_vehicle 1');
  for (const shared of ['process_cpu_seconds_total', 'nodejs_eventloop_lag_p99_seconds'])
    expect([ofLicence, ofVehicle].filter((each) => each.includes(`${shared} `))).toHaveLength(2);
});

it('each request is told of once, by its template; probes and addresses never', async () => {
  const paths = ['/toys', '/toys', '/toys/13812345678/parts', '/toys/13812345678', '/13812345678'];
  for (const path of [...paths, '/health/live', '/metrics']) await licence.request('GET', path);
  const told = await text(licence);
  const counts = told.matchAll(/^http_server_request_duration_seconds_count\{(.*)\} (\d+)$/gm);
  const of = (route: string, status: number) =>
    `http_request_method="GET",http_route="${route}",http_response_status_code="${status}"`;
  expect([...counts].map(([, labels, count]) => [labels, count]).sort()).toEqual([
    [of('/toys', 200), '2'],
    [of('/toys/:number/parts', 200), '1'],
    [of('unknown', 404), '2'],
  ]);
  expect(told).not.toContain('1381234');
});

it('the pool and the checks are told of as they are', async () => {
  const busy = await licence.database.read(async (tx) => {
    await tx.run('toy.one', 'select 1');
    return text(licence);
  });
  const of = 'db_client_connection_pool_name="licence"';
  expect(busy).toContain(`db_client_connection_count{${of},db_client_connection_state="used"} 1\n`);
  expect(busy).toContain(`db_client_connection_max{${of}} 10\n`);
  expect(busy).toContain(`db_client_connection_pending_requests{${of}} 0\n`);
  expect(busy).toContain('open122_check_up{check="database"} 1\n');
});
