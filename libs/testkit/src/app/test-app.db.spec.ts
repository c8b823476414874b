import { Body, Controller, Get, HttpCode, Module, Post } from '@nestjs/common';
import {
  Allow,
  BodyDigest,
  CurrentPrincipal,
  HttpModule,
  httpSettings,
  httpTables,
  person,
  type Principal,
  useStepUp,
} from '@open122/http';
import { Clock, Database, defineService, serviceTables, str } from '@open122/service';
import { IsString } from 'class-validator';

import { type TestDatabase, testMigrations } from '../postgres/test-database';
import { asOperator, asPerson } from './principals';
import { type TestApp, testApp } from './test-app';

class Toy {
  @IsString()
  colour!: string;
}
@Controller('v1/toys')
class ToyController {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
  ) {}
  @Get()
  @Allow(person())
  mine(@CurrentPrincipal() principal: Principal) {
    return { principal, now: this.clock.now() };
  }
  @Post()
  @HttpCode(201)
  @Allow(person())
  async make(
    @CurrentPrincipal() principal: Principal,
    @BodyDigest() digest: string,
    @Body() { colour }: Toy,
  ) {
    await this.database.transaction((tx) => useStepUp(tx, principal, 'make:toy', digest, this.clock.now()));
    return { colour };
  }
}
@Module({ imports: [HttpModule.forRoot()], controllers: [ToyController] })
class ToyModule {}
const toy = defineService({
  name: 'licence',
  module: ToyModule,
  settings: { ...httpSettings, COLOUR: str({ desc: 'a colour' }) },
});

let database: TestDatabase;
let app: TestApp;
beforeAll(async () => {
  database = await testMigrations([serviceTables, httpTables]);
  app = await testApp(toy, { database, env: { LICENCE_COLOUR: 'red' } });
});
afterAll(async () => {
  await app.close();
  await database.close();
});

it('a request runs as whom it says, at the time of the clock', async () => {
  const { status, body } = await app.request('GET', '/v1/toys', { as: asPerson('Wang') });
  expect({ status, body }).toEqual({
    status: 200,
    body: { principal: asPerson('Wang'), now: app.clock.now() },
  });
});

it('policies hold', async () => {
  expect((await app.request('GET', '/v1/toys')).status).toBe(401);
  expect((await app.request('GET', '/v1/toys', { as: asOperator('licence') })).status).toBe(403);
});

it('a step-up is confirmed for the body that is sent', async () => {
  const request = { as: asPerson(), body: { colour: 'red' }, stepUp: 'make:toy' };
  expect(await app.request('POST', '/v1/toys', request)).toMatchObject({
    status: 201,
    body: { colour: 'red' },
  });
  expect((await app.request('POST', '/v1/toys', { ...request, stepUp: 'other' })).body.code).toBe(
    'step-up.other-purpose',
  );
});
