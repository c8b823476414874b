import { type Principal, PRINCIPAL_HEADER, signPrincipal } from '@open122/http';
import { Database, type RunningService, type ServiceDefinition, startService } from '@open122/service';
import type { Type } from '@nestjs/common';
import type { DestinationStream } from 'pino';

import { aFakeClock, type FakeClock } from '../fake-clock';
import { type TestDatabase, testDatabase } from '../postgres/test-database';
import { TEST_PRINCIPAL_KEY, testSettings } from './test-settings';

export interface TestAppOptions {
  /** A fresh one of the service unless given; then it is the caller's to close. */
  database?: TestDatabase;
  clock?: FakeClock;
  /** Added to `testSettings`. */
  env?: NodeJS.ProcessEnv;
  log?: DestinationStream;
}
export interface TestRequest {
  /** Nobody when left out. */
  as?: Principal;
  body?: unknown;
  headers?: Record<string, string>;
}
export interface TestAnswer {
  status: number;
  headers: Headers;
  // tests look into answers freely
  body: Record<string, never> & { [field: string]: unknown };
}

/** A service as it runs, but for the bus: nothing is consumed, nothing relayed. */
export class TestApp {
  constructor(
    private readonly service: RunningService,
    readonly database: Database,
    readonly clock: FakeClock,
    private readonly ownDatabase: TestDatabase | undefined,
  ) {}

  get url(): string {
    return this.service.url;
  }
  /** A provider of any module. */
  get<T>(type: Type<T> | symbol): T {
    return this.service.app.get<T>(type as Type<T>, { strict: false });
  }
  async request(
    method: string,
    path: string,
    { as, body, headers = {} }: TestRequest = {},
  ): Promise<TestAnswer> {
    const raw = body === undefined || typeof body === 'string' ? body : JSON.stringify(body);
    const answer = await fetch(`${this.url}${path}`, {
      method,
      body: raw,
      headers: {
        ...(raw === undefined ? {} : { 'content-type': 'application/json' }),
        ...(as === undefined ? {} : { [PRINCIPAL_HEADER]: this.#signed(as) }),
        ...headers,
      },
    });
    const text = await answer.text();
    return { status: answer.status, headers: answer.headers, body: parsed(text) };
  }
  async close(): Promise<void> {
    await this.service.close();
    await this.ownDatabase?.close();
  }

  #signed(principal: Principal): string {
    const wallNow = this.clock.wall();
    return signPrincipal(principal, {
      issuer: 'gateway',
      audience: this.service.name,
      key: TEST_PRINCIPAL_KEY,
      wallNow,
    });
  }
}

const parsed = (text: string): TestAnswer['body'] =>
  (/^[[{]/.test(text) ? JSON.parse(text) : { text }) as TestAnswer['body'];

/** Starts a service on a database of its own, with a clock that stands still. */
export async function testApp(
  definition: ServiceDefinition,
  { database, clock = aFakeClock(), env = {}, log }: TestAppOptions = {},
): Promise<TestApp> {
  const own = database === undefined ? await testDatabase(definition.name) : undefined;
  const settings = { ...testSettings(definition.name, (database ?? own)?.url ?? ''), ...env };
  const service = await startService(definition, settings, {
    clock,
    transport: false,
    ...(log && { log }),
  });
  const connected = service.app.get(Database);
  await connected.connect();
  return new TestApp(service, connected, clock, own);
}
