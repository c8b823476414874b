import type { Readable } from 'node:stream';

import { Injectable } from '@nestjs/common';
import { epochOf } from '@open122/contracts';
import { type Principal, PRINCIPAL_HEADER, type PrincipalKey, signPrincipal } from '@open122/http';
import {
  calling,
  Clock,
  context,
  inSpan,
  isTraced,
  ServiceConfig,
  Shutdown,
  trusting,
} from '@open122/service';
import { type Dispatcher, Pool } from 'undici';

import type { GatewaySettings } from '../gateway.config';
import { passOn, type Recipient } from './pass-on';
import type { Upstream } from './route-table';

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
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer | Readable | null;
  /** Milliseconds until the answer must begin. */
  readonly patience: number;
}

const BODY_TIMEOUT = 30_000;
/** A signed header is sent again for so many milliseconds: it is valid for four times as long. */
const SIGNED_FOR = 15_000;

interface Signed {
  readonly header: string;
  /** Milliseconds since 1970, wall time. */
  readonly until: number;
}

/** The services behind the gateway: kept-alive connections, time-outs, and the signed principal on every request. */
@Injectable()
export class Upstreams {
  private readonly reached: Readonly<Record<Upstream, Reached>>;
  /** Since when services do not listen, and when that was seen last, as performance.now() tells. */
  private readonly away = new Map<Upstream, { readonly since: number; readonly seen: number }>();
  private readonly awayFor: number;
  private readonly headers = new WeakMap<Principal, Map<Upstream, Signed>>();

  constructor(
    { values }: ServiceConfig<GatewaySettings>,
    private readonly clock: Clock,
    shutdown: Shutdown,
  ) {
    this.awayFor = values.RESTART;
    const ca = trusting(values);
    this.reached = {
      identity: reach(values.IDENTITY_URL, values.IDENTITY_KEY, ca),
      licence: reach(values.LICENCE_URL, values.LICENCE_KEY, ca),
      vehicle: reach(values.VEHICLE_URL, values.VEHICLE_KEY, ca),
      fulfilment: reach(values.FULFILMENT_URL, values.FULFILMENT_KEY, ca),
      blacklist: reach(values.BLACKLIST_URL, values.BLACKLIST_KEY, ca),
    };
    shutdown.on('workers', () => {
      for (const { streams } of Object.values(this.reached)) void streams.destroy();
    });
  }

  /**
   * Whether a service that does not listen may be at a restart; one that stays away is not waited for any longer. Where nobody
   * asked for it meanwhile it may have been back, and this is another restart.
   */
  comesBack(service: Upstream): boolean {
    const now = performance.now();
    const known = this.away.get(service);
    const since = known !== undefined && now - known.seen < this.awayFor ? known.since : now;
    this.away.set(service, { since, seen: now });
    return now - since < this.awayFor;
  }

  /** Passes a service's answer on to whoever asked. Rejects with undici's errors when none begins; any status is an answer. */
  pass(service: Upstream, ask: Ask, recipient: Recipient): Promise<void> {
    if (!isTraced()) return this.dispatch(service, ask, recipient, context.traceparent());
    return inSpan(calling(ask.method, service), ({ traceparent }) =>
      this.dispatch(service, ask, recipient, traceparent),
    );
  }

  private dispatch(service: Upstream, ask: Ask, recipient: Recipient, traceparent: string): Promise<void> {
    const { pool, streams } = this.reached[service];
    const dispatcher = recipient.stream ? streams : pool;
    const bodyTimeout = recipient.stream ? 0 : BODY_TIMEOUT;
    const passed = passOn(recipient, (handler) =>
      dispatcher.dispatch({ ...this.requestOf(service, ask, traceparent), bodyTimeout }, handler),
    );
    return this.away.size === 0 ? passed : passed.then(() => void this.away.delete(service));
  }

  /** A small JSON document of a service's internal part. Rejects when it does not come in time, or with another status than 200. */
  internal<T>(service: Upstream, path: string, purpose = 'gateway'): Promise<T> {
    return this.document(service, path, { kind: 'service', service: 'gateway', purpose });
  }
  /** The same of its public part, on behalf of whoever asks. */
  async document<T>(service: Upstream, path: string, principal: Principal): Promise<T> {
    const asked = { method: 'GET', path, principal, headers: {}, body: null, patience: 3_000 };
    const ask = this.requestOf(service, asked, context.traceparent());
    const { statusCode, body } = await this.reached[service].pool.request({
      ...{ ...ask, bodyTimeout: BODY_TIMEOUT, signal: AbortSignal.timeout(5_000) },
    });
    if (statusCode === 200) return (await body.json()) as T;
    await body.dump();
    throw new Error(`${service} answered ${statusCode} on ${path}`);
  }

  async onApplicationShutdown(): Promise<void> {
    await Promise.all(Object.values(this.reached).map(({ pool }) => pool.destroy()));
  }

  private requestOf(
    service: Upstream,
    { method, path, principal, headers, body, patience }: Ask,
    traceparent: string,
  ) {
    const own = {
      [PRINCIPAL_HEADER]: this.signed(service, principal),
      traceparent,
      'x-correlation-id': context.correlationId(),
    };
    return {
      ...{ method: method as Dispatcher.HttpMethod, path, body, headersTimeout: patience },
      headers: { ...headers, ...own },
    };
  }

  /** The principal of a session is one object for as long as its token is remembered. */
  private signed(service: Upstream, principal: Principal): string {
    const wallNow = this.clock.wall();
    const now = epochOf(wallNow);
    const ofPrincipal = this.headers.get(principal) ?? new Map<Upstream, Signed>();
    const known = ofPrincipal.get(service);
    if (known !== undefined && now < known.until) return known.header;
    const { key } = this.reached[service];
    const header = signPrincipal(principal, { issuer: 'gateway', audience: service, key, wallNow });
    ofPrincipal.set(service, { header, until: now + SIGNED_FOR });
    this.headers.set(principal, ofPrincipal);
    return header;
  }
}

function reach(url: string, key: PrincipalKey, ca: { ca?: Buffer }): Reached {
  const options = { pipelining: 1, connect: { timeout: 1_000, ...ca }, keepAliveTimeout: 30_000 } as const;
  return {
    pool: new Pool(url, { ...options, connections: 128 }),
    streams: new Pool(url, { ...options, connections: null }),
    key,
  };
}
