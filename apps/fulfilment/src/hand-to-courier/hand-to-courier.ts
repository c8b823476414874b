import { Injectable } from '@nestjs/common';
import { Directory } from '@open122/http';
import { Clock, Database, type DueTimer, OnOutsideTimer, type Tx } from '@open122/service';

import type { Announcement } from '../couriers/courier-port';
import { Couriers } from '../couriers/couriers';
import { dispatch, dueAtDoor, type Handover, holdUnaddressed } from '../handover';
import type { Change } from '../handover-change';
import { HandoverStore } from '../handover.store';
import { HAND_TO_COURIER } from '../handover-timers';

/** Longer than the directory and the courier take at their slowest. */
const LEASE_SECONDS = 60;
const nothing = async (): Promise<void> => undefined;

/**
 * Prints the label and gives the parcel to the courier, both outside any transaction; then records it. A crash in between
 * announces the same parcel again under the same key (rules §3, design §3).
 */
@Injectable()
export class HandToCourier {
  constructor(
    private readonly handovers: HandoverStore,
    private readonly directory: Directory,
    private readonly couriers: Couriers,
    private readonly database: Database,
    private readonly clock: Clock,
  ) {}

  @OnOutsideTimer(HAND_TO_COURIER, LEASE_SECONDS)
  async hand({ ref }: DueTimer): Promise<(tx: Tx) => Promise<void>> {
    const handover = await this.database.read((tx) => this.handovers.find(tx, ref));
    if (handover?.state !== 'AWAITING_DISPATCH') return nothing;
    const announcement = await this.announcement(handover);
    if (announcement === null) return (tx) => this.change(tx, ref, this.hold);
    const parcel = await this.couriers.port(handover.courier!).announce(announcement);
    return (tx) => this.change(tx, ref, (locked) => dispatch(locked, parcel, this.clock.now()));
  }

  private readonly hold = (locked: Handover): Change | null =>
    holdUnaddressed(locked, this.handovers.policyOf(locked), this.clock.now());

  private async change(tx: Tx, ref: string, act: (locked: Handover) => Change | null): Promise<void> {
    const locked = await this.handovers.lock(tx, ref);
    const change = locked && act(locked);
    if (change) await this.handovers.update(tx, locked, change);
  }

  /** Null when identity knows no such address of this person's: nothing may be sent to another's. */
  private async announcement(handover: Handover): Promise<Announcement | null> {
    const { delivery, handoverId, returns } = handover;
    if (delivery.method !== 'post') throw new Error(`handover ${handoverId} is not to be posted`);
    const address = await this.directory.address(delivery.addressRef, {
      purpose: 'courier-label',
      actor: 'service:fulfilment',
    });
    if (address?.person !== handover.person) return null;
    const { name, mobile, area, line } = address;
    const { refusalsAllowed, unreachableVisits, visitsAllowed } = this.handovers.policyOf(handover);
    return {
      handoverId,
      recipient: { name, mobile, area, line },
      collectFen: dueAtDoor(handover),
      returns,
      limits: { refusals: refusalsAllowed, unreachable: unreachableVisits, visits: visitsAllowed },
    };
  }
}
