import { randomUUID } from 'node:crypto';

import type { Type } from '@nestjs/common';
import { addMinutes } from '@open122/contracts';
import { digestOf, type Principal, PRINCIPAL_HEADER, signPrincipal } from '@open122/http';
import { Database, type RunningService, type ServiceDefinition, startService } from '@open122/service';
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
  /** Sent as JSON; a text is sent as it is. */
  body?: unknown;
  /** The Idempotency-Key. */
  key?: string;
  /** Purpose of a step-up that the person has confirmed for this body. */
  stepUp?: string;
  headers?: Record<string, string>;
}
export interface TestAnswer<B> {
  status: number;
  headers: Headers;
  /** Of JSON; `{ text }` of anything else. */
  body: B;
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
  async request<B = Record<string, unknown>>(
    method: string,
    path: string,
    request: TestRequest = {},
  ): Promise<TestAnswer<B>> {
    const { body } = request;
    const raw = body === undefined || typeof body === 'string' ? body : JSON.stringify(body);
    const answer = await fetch(`${this.url}${path}`, {
      method,
      body: raw,
      headers: this.#headers(request, raw),
    });
    const text = await answer.text();
    return { status: answer.status, headers: answer.headers, body: parsed(text) as B };
  }
  async close(): Promise<void> {
    await this.service.close();
    await this.ownDatabase?.close();
  }

  #headers({ as, key, stepUp, headers }: TestRequest, raw: string | undefined): Record<string, string> {
    return {
      connection: 'close',
      ...(raw !== undefined && { 'content-type': 'application/json' }),
      ...(key !== undefined && { 'idempotency-key': key }),
      ...(as !== undefined && {
        [PRINCIPAL_HEADER]: this.#signed(stepUp === undefined ? as : this.#confirmed(as, stepUp, raw)),
      }),
      ...headers,
    };
  }
  #confirmed(principal: Principal, purpose: string, raw = ''): Principal {
    if (principal.kind !== 'person') throw new Error('only persons confirm by SMS');
    const expiresAt = addMinutes(this.clock.now(), 5);
    return { ...principal, stepUp: { jti: randomUUID(), purpose, bodyDigest: digestOf(raw), expiresAt } };
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

const parsed = (text: string): unknown => (/^[[{]/.test(text) ? JSON.parse(text) : { text });

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
