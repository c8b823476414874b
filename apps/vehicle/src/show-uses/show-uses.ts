import { Injectable } from '@nestjs/common';
import { inShanghai } from '@open122/contracts';
import type { Language, PersonPrincipal } from '@open122/http';
import { Clock, Database } from '@open122/service';
import { isUUID } from 'class-validator';

import { refuse } from '../refusals';
import { type UseView, useView } from '../use-view';
import { isOwn } from '../vehicle';
import { vehicleStore } from '../vehicle.store';
import { vehicleUseStore } from '../vehicle-use.store';
import type { VehicleUserView } from './show-uses.controller';

/** What I use, and who uses what is mine; neither names the other (design §6). */
@Injectable()
export class ShowUses {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
  ) {}

  async mine({ person }: PersonPrincipal, language: Language): Promise<UseView[]> {
    const uses = await vehicleUseStore.mine(this.database, person, this.clock.now());
    return uses.map((each) => useView(each, language));
  }

  /** Refuses `vehicle.not-found` for what is not the person's own. */
  async users(vehicleId: string, { person }: PersonPrincipal): Promise<VehicleUserView[]> {
    if (!isUUID(vehicleId)) throw refuse.notFound();
    const vehicle = await this.database.read((tx) => vehicleStore.byId(tx, vehicleId));
    if (vehicle === null || !isOwn(vehicle, { kind: 'person', ref: person })) throw refuse.notFound();
    const users = await vehicleUseStore.users(this.database, vehicleId, person);
    return users.map(({ useId, beganAt, askedAt }) => ({ useId, since: inShanghai(beganAt ?? askedAt) }));
  }
}
