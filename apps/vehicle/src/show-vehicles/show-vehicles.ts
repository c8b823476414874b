import { Injectable } from '@nestjs/common';
import { type Language, type Page, type Principal, principalParty } from '@open122/http';
import { Database } from '@open122/service';

import { vehicleStore } from '../vehicle.store';
import { type VehicleView, vehicleView } from '../vehicle-view';
import { refuse } from '../refusals';

/** What a person or an organisation has bound; querying stays open to who is listed (rules §4). */
@Injectable()
export class ShowVehicles {
  constructor(private readonly database: Database) {}

  async all(principal: Principal, language: Language): Promise<Page<VehicleView>> {
    const { ref } = principalParty(principal);
    const bound = await vehicleStore.boundTo(this.database, ref);
    return { items: bound.map((each) => vehicleView(each, language)), next: null };
  }

  /** Refuses `vehicle.not-found`, for another's too. */
  async one(vehicleId: string, principal: Principal, language: Language): Promise<VehicleView> {
    const found = (await this.all(principal, language)).items.find((each) => each.vehicleId === vehicleId);
    if (found === undefined) throw refuse.notFound();
    return found;
  }
}
