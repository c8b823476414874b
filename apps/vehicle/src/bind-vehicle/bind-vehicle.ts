import { Injectable } from '@nestjs/common';
import {
  actorOf,
  type Answer,
  type CommandRequest,
  Idempotency,
  type Language,
  principalParty,
} from '@open122/http';
import { Audit, Clock } from '@open122/service';

import { refuse } from '../refusals';
import { isOwn } from '../vehicle';
import { vehicleStore } from '../vehicle.store';
import { type VehicleView, vehicleView } from '../vehicle-view';
import type { BindVehicleBody } from './bind-vehicle.controller';
import { plateOf } from './plate-of';

/** Open to every level, to organisations, and every vehicle type; only the owner binds as own (rules §1.1). */
@Injectable()
export class BindVehicle {
  constructor(
    private readonly idempotency: Idempotency,
    private readonly audit: Audit,
    private readonly clock: Clock,
  ) {}

  /** Binding what is bound already changes nothing. */
  async run(
    { plate, plateType }: BindVehicleBody,
    command: CommandRequest,
    language: Language,
  ): Promise<Answer<VehicleView>> {
    const owner = principalParty(command.principal);
    const number = plateOf(plate, plateType);
    return this.idempotency.run(command, async (tx) => {
      const vehicle = await vehicleStore.lockedByPlate(tx, number, plateType, owner);
      if (vehicle === null || !isOwn(vehicle, owner)) throw refuse.notFound();
      const { vehicleId } = vehicle;
      const isNew = await vehicleStore.bind(tx, vehicleId, owner.ref, this.clock.now());
      if (isNew) {
        await this.audit.record(tx, {
          actor: actorOf(command.principal),
          action: 'vehicle.bound',
          subject: vehicleId,
        });
      }
      const binding = await vehicleStore.binding(tx, vehicleId, owner.ref);
      if (binding === null) throw refuse.notFound();
      return {
        status: isNew ? 201 : 200,
        body: vehicleView({ ...vehicle, boundAt: binding.boundAt, useId: null }, language),
      };
    });
  }
}
