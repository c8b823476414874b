import type { KeyObject } from 'node:crypto';

import { Inject, Injectable, Logger, type OnModuleInit } from '@nestjs/common';
import { addMinutes, epochOf, type Province } from '@open122/contracts';
import { Clock, PROVINCE, Shutdown } from '@open122/service';

import { refuse } from '../refusals';
import { NonceStore } from './nonce.store';
import { type Callback, checkDigest, keysOf, verifySignature } from './signature';

/** How far `created` may lie from our wall clock (quality R6). */
const SKEW_MILLISECONDS = 60_000;
/** Longer than any signature is accepted, so that none is accepted twice. */
const KEPT_MINUTES = 10;

/** Lets in what a courier of the province signed, each signature once; a courier repeats a callback with a new one (rules §3). */
@Injectable()
export class ReceiveCallback implements OnModuleInit {
  private readonly log = new Logger('ReceiveCallback');
  private readonly couriers: ReadonlyMap<string, ReadonlyMap<string, KeyObject>>;

  constructor(
    private readonly nonces: NonceStore,
    private readonly clock: Clock,
    private readonly shutdown: Shutdown,
    @Inject(PROVINCE) province: Province,
  ) {
    this.couriers = new Map(province.couriers.map(({ id, keys }) => [id, keysOf(keys)] as const));
  }

  onModuleInit(): void {
    const timer = setInterval(() => void this.forget(), KEPT_MINUTES * 60_000);
    timer.unref();
    this.shutdown.on('workers', () => clearInterval(timer));
  }

  /** The courier's id. Refuses `courier.unsigned`, `.signature`, `.digest`, `.stale`, `.replayed`. */
  async verify(courier: string, callback: Callback): Promise<string> {
    const keys = this.couriers.get(courier);
    if (keys === undefined) throw refuse.callbackSignature();
    const { created, nonce } = await verifySignature(callback, keys);
    checkDigest(callback.headers['content-digest'], callback.body);
    const now = this.clock.wall();
    if (Math.abs(epochOf(now) - created) > SKEW_MILLISECONDS) throw refuse.callbackStale();
    if (!(await this.nonces.spend(courier, nonce, now))) throw refuse.callbackReplayed();
    return courier;
  }

  private async forget(): Promise<void> {
    try {
      await this.nonces.forget(addMinutes(this.clock.wall(), -KEPT_MINUTES));
    } catch (err) {
      this.log.warn({ err, problem: 'old nonces are not forgotten this time' });
    }
  }
}
