import { isSmall } from '@open122/catalogue';
import type { PlateType } from '@open122/contracts';

import { demoLines, type DemoFile, type DemoOptions } from './demo-lines';
import { invent } from './records';

/** Who can be sent through an errand: both records undamaged and without a status that stands in the way. */
export interface DemoPerson {
  documentNumber: string;
  name: string;
  mobile: string;
  fileNumber: string;
  plate: string;
  plateType: string;
}

export interface DemoRegistry {
  licences: Buffer;
  vehicles: Buffer;
  people: DemoPerson[];
}

/** Both files in memory, for small numbers, with the persons whose records are in order. */
export function demoRegistry(options: DemoOptions): DemoRegistry {
  const damaged = new Set<unknown>();
  const whole = (file: DemoFile): Buffer =>
    Buffer.concat(
      [...demoLines(file, options)].map(({ bytes, damage, record }) => {
        if (damage !== null) damaged.add(record?.fileNumber ?? record?.vin);
        return bytes;
      }),
    );
  const licences = whole('licences');
  const vehicles = whole('vehicles');
  const people = Array.from({ length: options.persons }, (_, n) => personOf(options, n, damaged));
  return { licences, vehicles, people: people.filter((each) => each !== null) };
}

function personOf({ seed, asOf }: DemoOptions, n: number, damaged: ReadonlySet<unknown>): DemoPerson | null {
  const { licence, vehicles } = invent(seed, n, asOf);
  const [vehicle] = vehicles;
  if (!vehicle || damaged.has(licence.fileNumber) || damaged.has(vehicle.vin)) return null;
  const { documentNumber, name, mobile, fileNumber } = licence;
  const { plate, plateType, vehicleType } = vehicle;
  const inOrder = licence.status === 'A' && vehicle.status === 'A' && mobile !== '';
  if (!inOrder || !isSmall(plateType as PlateType, vehicleType)) return null;
  return { documentNumber, name, mobile, fileNumber, plate, plateType };
}
