import type { Instant, PersonRef, Vin } from '@open122/contracts';
import type { Tx } from '@open122/service';

/** A vehicle that a dealer has sold and that is not registered yet (rules §1, §6). */
export interface NewVehicle {
  vin: Vin;
  vehicleType: string;
  buyer: PersonRef;
  /** The dealer's account. */
  dealer: string;
  recordedAt: Instant;
}

const COLUMNS = `vin, vehicle_type as "vehicleType", buyer, dealer, recorded_at as "recordedAt"`;
const RECORD = `
insert into new_vehicle as known (vin, vehicle_type, buyer, dealer, recorded_at) values ($1, $2, $3, $4, $5)
on conflict (vin) do update set vehicle_type = excluded.vehicle_type
where known.dealer = excluded.dealer and known.buyer = excluded.buyer
returning ${COLUMNS}, xmax = 0 as "isNew"`;
const REGISTERED = `select from vehicle where vin = $1 and not deleted`;
const OF = `select ${COLUMNS} from new_vehicle where buyer = $1 order by recorded_at`;

export const newVehicleStore = {
  async isRegistered(tx: Tx, vin: Vin): Promise<boolean> {
    return (await tx.run('new-vehicle.registered', REGISTERED, [vin])).length > 0;
  },

  /** The record as it stands, that of before when it was the same sale; null when it is another's. */
  async record(
    tx: Tx,
    { vin, vehicleType, buyer, dealer, recordedAt }: NewVehicle,
  ): Promise<(NewVehicle & { isNew: boolean }) | null> {
    const params = [vin, vehicleType, buyer, dealer, recordedAt];
    const [recorded] = await tx.run<NewVehicle & { isNew: boolean }>('new-vehicle.record', RECORD, params);
    return recorded ?? null;
  },

  of(tx: Tx, buyer: PersonRef): Promise<NewVehicle[]> {
    return tx.run<NewVehicle>('new-vehicle.of', OF, [buyer]);
  },
};
