import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';

import type { SerialNumber } from '@open122/contracts';
import { type Principal } from '@open122/http';
import {
  aPersonRef,
  asCourier,
  asFulfilmentClerk,
  outboxOf,
  type TestApp,
  type TestDatabase,
  testApp,
  type WrittenEvent,
} from '@open122/testkit';

import { aDocumentDue } from './a-handover';
import { openHandover, type Handover } from '../handover';
import { HandoverStore } from '../handover.store';
import { service as fulfilment } from '../main';
import { TheOthers } from './the-others';

/** Waits until it is so; a test's own time-out ends it. */
export async function until<T>(look: () => Promise<T>, so: (seen: T) => boolean): Promise<T> {
  for (;;) {
    const seen = await look();
    if (so(seen)) return seen;
    await sleep(20);
  }
}

let serials = 0;

/** For tests: fulfilment on a database of its own, with the other ends of its wires. */
export class Platform {
  private constructor(
    readonly app: TestApp,
    readonly others: TheOthers,
  ) {}

  /** On a database of its own, unless given one. */
  static async start(database?: TestDatabase): Promise<Platform> {
    const others = await TheOthers.start();
    const options = { env: others.env, ...(database && { database }) };
    const platform = new Platform(await testApp(fulfilment, options), others);
    others.forward = async (report) => (await platform.callBack(report)).status;
    return platform;
  }

  async close(): Promise<void> {
    await this.app.close();
    await this.others.close();
  }

  /** An opened handover of Wang's, to be posted to an address with this line unless told otherwise. */
  async open(line: string, set: Partial<ReturnType<typeof aDocumentDue>> = {}): Promise<Handover> {
    const [addressRef, owner] = [randomUUID(), set.document === 'vehicle-permit' ? 'V' : 'L'];
    this.others.addresses.set(addressRef, line);
    const due = aDocumentDue({
      serial: `HE${owner}20260105${String((serials += 1)).padStart(7, '0')}` as SerialNumber,
      person: aPersonRef('Wang'),
      delivery: { method: 'post', addressRef },
      ...set,
    });
    const change = openHandover(due, randomUUID(), 2000, this.app.clock.now());
    await this.app.database.transaction((tx) => this.handovers.insert(tx, change));
    return change.handover;
  }

  async produce(handoverId: string, as: Principal = asFulfilmentClerk(), key: string = randomUUID()) {
    const path = `/v1/ops/handovers/${handoverId}/production`;
    return this.app.request('POST', path, { as, key, body: { formNumber: '130000000001' } });
  }

  /** Opened, produced, and with the courier. */
  async inTransit(line: string, set: Partial<ReturnType<typeof aDocumentDue>> = {}): Promise<Handover> {
    const { handoverId } = await this.open(line, set);
    await this.produce(handoverId);
    return this.reaches(handoverId, 'IN_TRANSIT');
  }

  async callBack(report: object, as: Principal = asCourier(), path = '/v1/couriers/sandbox/callbacks') {
    return this.app.request('POST', path, { as, body: report });
  }

  async find(handoverId: string): Promise<Handover> {
    return (await this.app.database.read((tx) => this.handovers.find(tx, handoverId)))!;
  }

  async reaches(handoverId: string, state: Handover['state']): Promise<Handover> {
    return until(
      () => this.find(handoverId),
      (handover) => handover.state === state,
    );
  }

  /** What was said of a handover, in order. */
  async said(handoverId: string): Promise<WrittenEvent[]> {
    return (await outboxOf(this.app.database)).filter(({ key }) => key === handoverId);
  }

  async days(count: number): Promise<void> {
    this.app.clock.advance(count * 24 * 60 * 60 * 1000);
  }

  get handovers(): HandoverStore {
    return this.app.get(HandoverStore);
  }
}
