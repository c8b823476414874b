import { Injectable } from '@nestjs/common';
import { type Principal, PRINCIPAL_HEADER, type PrincipalKey, signPrincipal } from '@open122/http';
import { Clock, context, ServiceConfig, Shutdown } from '@open122/service';
import { type Dispatcher, Pool } from 'undici';

import type { GatewaySettings } from '../gateway.config';
import type { Upstream } from './route-table';

export const UPSTREAMS: readonly Upstream[] = ['identity', 'licence', 'vehicle', 'fulfilment', 'blacklist'];

interface Reached {
  readonly pool: Pool;
  /** Server-sent events hold their connection, so they take none of the others'. */
  readonly streams: Pool;
  readonly key: PrincipalKey;
}

/** What is asked of a service, and on whose behalf. */
export interface Ask {
  readonly method: string;
  /** With its query. */
  readonly path: string;
  readonly principal: Principal;
  readonly headers?: Record<string, string>;
  readonly body?: Dispatcher.DispatchOptions['body'];
  /** Milliseconds until the answer must begin. */
  readonly patience: number;
  /** An open-ended answer: no time-out between its parts. */
  readonly stream?: boolean;
  readonly signal?: AbortSignal;
}

/** The services behind the gateway: kept-alive connections, time-outs, and the signed principal on every request. */
@Injectable()
export class Upstreams {
  private readonly reached: Readonly<Record<Upstream, Reached>>;

  constructor(
    { values }: ServiceConfig<GatewaySettings>,
    private readonly clock: Clock,
    shutdown: Shutdown,
  ) {
    this.reached = {
      identity: reach(values.IDENTITY_URL, values.IDENTITY_KEY),
      licence: reach(values.LICENCE_URL, values.LICENCE_KEY),
      vehicle: reach(values.VEHICLE_URL, values.VEHICLE_KEY),
      fulfilment: reach(values.FULFILMENT_URL, values.FULFILMENT_KEY),
      blacklist: reach(values.BLACKLIST_URL, values.BLACKLIST_KEY),
    };
    shutdown.on('workers', () => {
      for (const { streams } of Object.values(this.reached)) void streams.destroy();
    });
  }

  /** Rejects with undici's errors; any status is an answer. */
  async request(service: Upstream, ask: Ask): Promise<Dispatcher.ResponseData> {
    const { pool, streams, key } = this.reached[service];
    return (ask.stream === true ? streams : pool).request({
      method: ask.method as Dispatcher.HttpMethod,
      path: ask.path,
      headers: { ...ask.headers, ...this.own(service, ask.principal, key) },
      body: ask.body ?? null,
      headersTimeout: ask.patience,
      bodyTimeout: ask.stream === true ? 0 : 30_000,
      signal: ask.signal ?? null,
    });
  }

  /** A small JSON document of a service's internal part. Rejects when it does not come in time, or with another status than 200. */
  async internal<T>(service: Upstream, path: string, purpose = 'gateway'): Promise<T> {
    const { statusCode, body } = await this.request(service, {
      method: 'GET',
      path,
      principal: { kind: 'service', service: 'gateway', purpose },
      patience: 3_000,
      signal: AbortSignal.timeout(5_000),
    });
    if (statusCode === 200) return (await body.json()) as T;
    await body.dump();
    throw new Error(`${service} answered ${statusCode} on ${path}`);
  }

  async onApplicationShutdown(): Promise<void> {
    await Promise.all(Object.values(this.reached).map(({ pool }) => pool.destroy()));
  }

  private own(service: Upstream, principal: Principal, key: PrincipalKey): Record<string, string> {
    return {
      [PRINCIPAL_HEADER]: signPrincipal(principal, {
        issuer: 'gateway',
        audience: service,
        key,
        wallNow: this.clock.wall(),
      }),
      traceparent: context.traceparent(),
      'x-correlation-id': context.correlationId(),
    };
  }
}

function reach(url: string, key: PrincipalKey): Reached {
  const options = { pipelining: 1, connect: { timeout: 1_000 }, keepAliveTimeout: 30_000 } as const;
  return {
    pool: new Pool(url, { ...options, connections: 128 }),
    streams: new Pool(url, { ...options, connections: null }),
    key,
  };
}
