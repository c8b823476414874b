import { Injectable } from '@nestjs/common';
import type { CaseOwner, OwnedRecord } from '@open122/casework';
import type { PersonRef } from '@open122/contracts';
import type { Tx } from '@open122/service';

import { ReplaceVehiclePermit } from './effects/replace-vehicle-permit';
import { newVehicleStore } from './record-new-vehicle/new-vehicle.store';
import { refuse } from './refusals';
import { isOwn } from './vehicle';
import { vehicleStore } from './vehicle.store';
import { vehicleUseStore } from './vehicle-use.store';

/** What this service brings to the casework on vehicles. */
@Injectable()
export class VehicleCases implements CaseOwner {
  readonly service = 'vehicle';
  readonly notFound = refuse.notFound;
  readonly effects: CaseOwner['effects'] = {
    'replace-vehicle-permit': (tx, { object }, now) => this.replaceVehiclePermit.run(tx, object, now),
  };

  constructor(private readonly replaceVehiclePermit: ReplaceVehiclePermit) {}

  async recordsOf(tx: Tx, person: PersonRef): Promise<Record<string, unknown[]>> {
    const bound = await vehicleStore.boundTo(tx, person);
    return {
      vehicles: await vehicleStore.ofPerson(tx, person),
      uses: await vehicleUseStore.about(tx, person),
      newVehicles: await newVehicleStore.of(tx, person),
      bindings: bound
        .filter(({ useId }) => useId === null)
        .map(({ vehicleId, boundAt }) => ({ vehicleId, person, boundAt })),
    };
  }

  async record(tx: Tx, person: PersonRef, object: string, lock: boolean): Promise<OwnedRecord | null> {
    const vehicle = await vehicleStore.record(tx, object, person, lock);
    if (vehicle === undefined) return null;
    const own = isOwn(vehicle, { kind: 'person', ref: person });
    const { status, plateType, vehicleType } = vehicle;
    return { own, facts: { vehicle: { bound: own && vehicle.bound, status, plateType, vehicleType } } };
  }
}
