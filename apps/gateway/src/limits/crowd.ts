import type { ServerResponse } from 'node:http';

import { Injectable } from '@nestjs/common';
import type { Refusal } from '@open122/http';
import { Metrics, ServiceConfig } from '@open122/service';
import { Counter, Gauge } from 'prom-client';

import type { Upstream } from '../forward/route-table';
import type { GatewaySettings } from '../gateway.config';
import { refuse } from '../refusals';

const COME_BACK_AFTER_SECONDS = 1;

/**
 * How many requests to each service are under way at once at this instance (quality P10). Beyond what it can do at the same time more
 * of them only make all of them slower, until clients give up on answers that were worked for: who comes then is told so at once. A
 * service that is slow, or waited for, takes no places from the others.
 */
@Injectable()
export class Crowd {
  private readonly refused: Counter<'upstream'>;
  private readonly inside = new Map<Upstream, number>();

  constructor(
    private readonly config: ServiceConfig<GatewaySettings>,
    { registry }: Metrics,
  ) {
    const gauge: Gauge<'upstream'> = new Gauge({
      name: 'gateway_requests_under_way',
      help: 'requests that wait for the answer of a service, streams and uploads left out',
      labelNames: ['upstream'],
      registers: [registry],
      collect: () => {
        for (const [service, count] of this.inside) gauge.set({ upstream: service }, count);
      },
    });
    this.refused = new Counter({
      name: 'gateway_requests_overloaded_total',
      help: 'requests refused because too many were under way',
      labelNames: ['upstream'],
      registers: [registry],
    });
  }

  /** Counts a request in until its answer ends. Refuses `overloaded`. */
  enter(service: Upstream, response: ServerResponse): void {
    if (response.destroyed) return;
    if (this.isFull(service)) {
      this.turnedAway(service);
      throw this.refusal();
    }
    this.inside.set(service, (this.inside.get(service) ?? 0) + 1);
    response.once('close', () => this.inside.set(service, (this.inside.get(service) ?? 1) - 1));
  }
  /** Whether any service is full. */
  get somewhere(): boolean {
    for (const service of this.inside.keys()) if (this.isFull(service)) return true;
    return false;
  }
  isFull(service: Upstream): boolean {
    return (this.inside.get(service) ?? 0) >= this.config.values.UNDER_WAY;
  }
  turnedAway(service: Upstream): void {
    this.refused.inc({ upstream: service });
  }
  refusal(): Refusal {
    return refuse.overloaded().with({ retryAfterSeconds: COME_BACK_AFTER_SECONDS });
  }
}
