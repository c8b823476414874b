import { Inject, Injectable, type OnApplicationShutdown } from '@nestjs/common';
import type { Province } from '@open122/contracts';
import { ConfigurationError, PROVINCE, ServiceConfig } from '@open122/service';

import type { FulfilmentConfig } from '../fulfilment.config';
import { SandboxCourier } from '../sandbox-courier/sandbox-courier';
import { SANDBOX_COURIER } from '../sandbox-courier/sandbox-parcel';
import type { CourierPort } from './courier-port';
import { HttpCourier } from './http-courier';

/** The couriers of the province file. The sandbox courier exists in sandbox provinces alone (design §7). */
@Injectable()
export class Couriers implements OnApplicationShutdown {
  private readonly ports = new Map<string, CourierPort>();
  /** Who gets new parcels: the first of the file. */
  readonly next: string;

  constructor(
    @Inject(PROVINCE) province: Province,
    @Inject(ServiceConfig) config: FulfilmentConfig,
    sandbox: SandboxCourier,
  ) {
    const problems = problemsOf(province, config.values);
    if (problems.length > 0) throw new ConfigurationError(config.service, problems);
    for (const { id, url } of province.couriers) {
      this.ports.set(id, id === SANDBOX_COURIER ? sandbox : new HttpCourier(id, url!));
    }
    this.next = province.couriers[0]!.id;
  }

  /** Throws when the province file no longer names a courier that has parcels of ours: put him back. */
  port(id: string): CourierPort {
    const port = this.ports.get(id);
    if (port === undefined) throw new Error(`no courier ${id} in the province file`);
    return port;
  }

  async onApplicationShutdown(): Promise<void> {
    for (const port of this.ports.values()) {
      if (port instanceof HttpCourier) await port.close();
    }
  }
}

function problemsOf(province: Province, values: FulfilmentConfig['values']): string[] {
  const problems: string[] = [];
  for (const { id, url } of province.couriers) {
    if (id !== SANDBOX_COURIER && url === undefined)
      problems.push(`courier ${id} has no url in the province file`);
    if (id !== SANDBOX_COURIER) continue;
    if (!province.sandbox) problems.push(`courier ${id} is for sandbox provinces alone`);
    if (values.GATEWAY_URL === undefined)
      problems.push('FULFILMENT_GATEWAY_URL is missing: the sandbox courier reports there');
    if (values.SANDBOX_COURIER_KEY === undefined) {
      problems.push('FULFILMENT_SANDBOX_COURIER_KEY is missing: the sandbox courier signs with it');
    }
  }
  return problems;
}
