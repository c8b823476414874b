import { Injectable } from '@nestjs/common';
import { dayOf, inShanghai, parseVin, type Vin, wordsOfFormat } from '@open122/contracts';
import {
  actorOf,
  type Answer,
  type CommandRequest,
  Directory,
  type DocumentFields,
  documentOf,
  Idempotency,
  principalAgent,
  refuseRequest,
} from '@open122/http';
import { Audit, Clock } from '@open122/service';

import { refuse } from '../refusals';
import { newVehicleStore } from './new-vehicle.store';
import type { NewVehicleView } from './record-new-vehicle.controller';

export interface SaleEntries {
  vin: string;
  vehicleType: string;
  buyer: { document: DocumentFields; name: string; mobile: string };
}

/** A dealer records whom he sold a new vehicle to; from then on the buyer's mobile is on file (rules §1). */
@Injectable()
export class RecordNewVehicle {
  constructor(
    private readonly idempotency: Idempotency,
    private readonly directory: Directory,
    private readonly clock: Clock,
    private readonly audit: Audit,
  ) {}

  /** The buyer's name and numbers go to identity once the sale is recorded: what is refused leaves nothing on file. */
  async record(
    command: CommandRequest,
    { vin: typed, vehicleType, buyer }: SaleEntries,
  ): Promise<Answer<NewVehicleView>> {
    const agent = principalAgent(command.principal);
    const vin = vinOf(typed);
    const document = documentOf(buyer.document, dayOf(this.clock.now()), '#/buyer/document');
    const person = await this.directory.refOf(document);
    const answer = await this.idempotency.run(command, async (tx) => {
      if (await newVehicleStore.isRegistered(tx, vin)) throw refuse.newVehicleRegistered();
      const sale = { vin, vehicleType, buyer: person, dealer: agent.account, recordedAt: this.clock.now() };
      const recorded = await newVehicleStore.record(tx, sale);
      if (recorded === null) throw refuse.newVehicleSold();
      const { isNew } = recorded;
      await this.audit.record(tx, {
        ...{ actor: actorOf(agent), action: 'new-vehicle.record', subject: person, detail: { vin, isNew } },
      });
      const body = { vin, vehicleType: recorded.vehicleType, recordedAt: inShanghai(recorded.recordedAt) };
      return { status: isNew ? 201 : 200, body };
    });
    const { name, mobile } = buyer;
    await this.directory.intern([{ source: `new-vehicle:${vin}`, document, name, mobile }]);
    return answer;
  }
}

function vinOf(typed: string): Vin {
  const parsed = parseVin(typed);
  if (parsed.ok) return parsed.value;
  const { code } = parsed;
  throw refuseRequest.invalid().with({ errors: [{ pointer: '#/vin', code, words: wordsOfFormat(code) }] });
}
