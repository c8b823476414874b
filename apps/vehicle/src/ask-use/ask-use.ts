import { randomUUID } from 'node:crypto';

import { Injectable } from '@nestjs/common';
import { consentMinutes, useUnmet, vehicleTriesADay } from '@open122/catalogue';
import {
  addDays,
  addMinutes,
  dayOf,
  epochOf,
  type PersonRef,
  startOfDay,
  VehicleUseAsked,
} from '@open122/contracts';
import {
  actorOf,
  type CommandRequest,
  Idempotency,
  type Language,
  type PersonPrincipal,
  principalPerson,
} from '@open122/http';
import { Outbox } from '@open122/messaging';
import { Audit, Clock, type Tx } from '@open122/service';

import { plateOf } from '../bind-vehicle/plate-of';
import { refuse, useRefused } from '../refusals';
import { UseView, useView } from '../use-view';
import { type Vehicle } from '../vehicle';
import { useSaid, type VehicleUse } from '../vehicle-use';
import { vehicleUseStore } from '../vehicle-use.store';
import type { AskUseBody } from './ask-use.controller';

/** Somebody names a vehicle that is not his by what stands on its permit; its owner is asked for his consent (rules §1.1). */
@Injectable()
export class AskUse {
  constructor(
    private readonly idempotency: Idempotency,
    private readonly outbox: Outbox,
    private readonly audit: Audit,
    private readonly clock: Clock,
  ) {}

  async run(body: AskUseBody, command: CommandRequest, language: Language): Promise<UseView> {
    const principal = principalPerson(command.principal);
    const plate = plateOf(body.plate, body.plateType);
    const answer = await this.idempotency.run<UseView | null>(command, async (tx) => {
      await this.#try(tx, principal.person);
      const vehicle = await vehicleUseStore.evident(tx, plate, body.plateType, body.vinEnd);
      // A wrong guess is an answer that is committed, or its try would not count.
      if (vehicle === null) return { status: 422, body: null };
      await this.mayUse(tx, principal, vehicle);
      const use = this.#asked(vehicle, principal.person);
      await vehicleUseStore.ask(tx, use);
      await this.outbox.add(tx, VehicleUseAsked, useSaid(use, vehicle.plate, use.askedAt), { version: 1 });
      await this.audit.record(tx, {
        ...{ actor: actorOf(principal), action: 'vehicle-use.ask', subject: vehicle.vehicleId },
        detail: { use: use.useId },
      });
      return { status: 201, body: useView({ ...vehicle, ...use, version: vehicle.version }, language) };
    });
    if (answer.body === null) throw refuse.notEvident();
    return answer.body;
  }

  /** Refuses with every reason of the law at once. */
  async mayUse(tx: Tx, { person, level }: PersonPrincipal, vehicle: Vehicle): Promise<void> {
    const { used, users, bound, registered } = await vehicleUseStore.standing(tx, person, vehicle);
    const now = this.clock.now();
    const use = {
      ...{ own: vehicle.ownerRef === person, bound, used, users },
      ...{ ownerIsIndividual: vehicle.ownerKind === 'person', ownerIsRegistered: registered },
    };
    const facts = { person: { level, listedFrom: null, listedUntil: null }, use };
    const reasons = useUnmet(facts, { now, submittedAt: now });
    if (reasons.length > 0) throw useRefused(reasons);
  }

  /** Wrong guesses and right ones count, until midnight; a request that the law refuses rolls back and does not. */
  async #try(tx: Tx, person: PersonRef): Promise<void> {
    const now = this.clock.now();
    const today = dayOf(now);
    if (await vehicleUseStore.tried(tx, person, today, vehicleTriesADay.asOf(today))) return;
    const left = epochOf(startOfDay(addDays(today, 1))) - epochOf(now);
    throw refuse.triedTooOften().with({ retryAfterSeconds: Math.ceil(left / 1_000) });
  }

  #asked({ vehicleId, ownerRef }: Vehicle, person: PersonRef): VehicleUse {
    const askedAt = this.clock.now();
    return {
      ...{ useId: randomUUID(), vehicleId, owner: ownerRef as PersonRef, person, slot: null, userSlot: null },
      ...{ askedAt, expiresAt: addMinutes(askedAt, consentMinutes.asOf(dayOf(askedAt))), beganAt: null },
      ...{ endedAt: null, endedBy: null, version: 1 },
    };
  }
}
