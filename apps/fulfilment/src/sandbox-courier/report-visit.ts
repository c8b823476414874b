import { Inject, Injectable, type OnApplicationShutdown } from '@nestjs/common';
import {
  context,
  Database,
  type DueTimer,
  OnOutsideTimer,
  ServiceConfig,
  trusting,
  type Tx,
} from '@open122/service';
import { Pool } from 'undici';

import { CourierAway } from '../couriers/courier-port';
import type { FulfilmentConfig } from '../fulfilment.config';
import { SANDBOX_COURIER } from './sandbox-parcel';
import { SandboxParcelStore } from './sandbox-parcel.store';
import { reportOf, SANDBOX_REPORT } from './sandbox-report';
import { type CallbackKey, callbackKey, signCallback } from './sign-callback';

const LEASE_SECONDS = 15;
const TIMEOUT = 5_000;
const PATH = `/v1/couriers/${SANDBOX_COURIER}/callbacks`;

/** Sends the sandbox courier's callbacks to the gateway, signed, each until it is taken. */
@Injectable()
export class ReportVisit implements OnApplicationShutdown {
  private readonly gateway: { url: string; pool: Pool; key: CallbackKey } | undefined;

  constructor(
    private readonly parcels: SandboxParcelStore,
    private readonly database: Database,
    @Inject(ServiceConfig) { values }: FulfilmentConfig,
  ) {
    const { GATEWAY_URL: url, SANDBOX_COURIER_KEY: jwk } = values;
    if (url === undefined || jwk === undefined) return;
    const pool = new Pool(new URL(url).origin, {
      connections: 2,
      connect: { timeout: 1_000, ...trusting(values) },
      headersTimeout: TIMEOUT,
      bodyTimeout: TIMEOUT,
    });
    this.gateway = { url: `${url}${PATH}`, pool, key: callbackKey(jwk) };
  }

  @OnOutsideTimer(SANDBOX_REPORT, LEASE_SECONDS)
  async report({ ref }: DueTimer): Promise<(tx: Tx) => Promise<void>> {
    const { parcel: number, visit: wanted } = reportOf(ref);
    const parcel = await this.database.read((tx) => this.parcels.find(tx, number));
    const visit = parcel?.visits.find((each) => each.visit === wanted);
    if (parcel && visit) {
      await this.send(JSON.stringify({ parcel: number, handoverId: parcel.handoverId, ...visit }));
    }
    return async () => undefined;
  }

  async onApplicationShutdown(): Promise<void> {
    await this.gateway?.pool.close();
  }

  private async send(body: string): Promise<void> {
    if (this.gateway === undefined) throw new Error('the sandbox courier has no gateway to report to');
    const { url, pool, key } = this.gateway;
    try {
      const answer = await pool.request({
        method: 'POST',
        path: new URL(url).pathname,
        headers: { ...(await signCallback(url, body, key)), traceparent: context.traceparent() },
        body,
        signal: AbortSignal.timeout(TIMEOUT),
      });
      await answer.body.dump();
      if (answer.statusCode >= 300) throw new Error(`the gateway answered ${answer.statusCode}`);
    } catch (error) {
      // Not ours to wait for as for our own database: this callback is put off, others go on.
      throw new CourierAway(SANDBOX_COURIER, error);
    }
  }
}
