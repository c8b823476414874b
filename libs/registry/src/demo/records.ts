import { addDays, addMonthsToDay, type Day } from '@open122/contracts';

import type { licenceFile } from '../files/licences';
import type { vehicleFile } from '../files/vehicles';
import { Dice } from './dice';
import {
  dayAround,
  inventedCreditCode,
  inventedFileNumber,
  inventedId,
  inventedMobile,
  inventedName,
  inventedPlate,
  inventedVin,
  placeOf,
} from './invent';

/** A record by its columns' names, as text. */
export type LicenceRecord = Record<keyof typeof licenceFile.columns, string>;
export type VehicleRecord = Record<keyof typeof vehicleFile.columns, string>;

/** An invented person with what the registry holds of him. */
export interface Invented {
  licence: LicenceRecord;
  vehicles: VehicleRecord[];
}

const LICENCE_STATUS = [
  [88, 'A'],
  [3, 'H'],
  [2, 'B'],
  [2, 'M'],
  [1, 'S'],
  [1, 'D'],
  [0.6, 'K'],
  [0.5, 'U'],
  [0.5, 'F'],
  [0.4, 'G'],
  [0.3, 'R'],
  [0.3, 'J'],
  [0.2, 'E'],
  [0.5, 'HM'],
  [0.3, 'N'],
  [0.2, 'T'],
  [0.2, 'L'],
] as const;
const VEHICLE_STATUS = [
  [82, 'A'],
  [6, 'G'],
  [5, 'Q'],
  [2, 'B'],
  [1, 'E'],
  [1, 'M'],
  [0.8, 'K'],
  [0.6, 'O'],
  [0.5, 'D'],
  [0.4, 'L'],
  [0.3, 'P'],
  [0.2, 'C'],
  [0.2, 'I'],
  [1, 'GQ'],
] as const;
const CLASSES = [
  [55, 'C1'],
  [20, 'C2'],
  [6, 'B2'],
  [5, 'C1+D'],
  [4, 'A2'],
  [3, 'C1+E'],
  [2, 'B1'],
  [2, 'A1+A2'],
  [2, 'C3'],
  [1, 'C5'],
] as const;
/** Plate type and vehicle type; one in seven vehicles is not small (rules §1.1). */
const KINDS: readonly (readonly [number, readonly [plateType: string, vehicleType: string]])[] = [
  [68, ['02', 'K33']],
  [12, ['52', 'K33']],
  [3, ['02', 'K43']],
  [4, ['02', 'H31']],
  [5, ['01', 'H11']],
  [2, ['01', 'K11']],
  [3, ['07', 'M21']],
  [2, ['15', 'B11']],
  [1, ['51', 'K21']],
];
const CITIES = [
  [70, 'A'],
  [6, 'B'],
  [6, 'F'],
  [5, 'D'],
  [4, 'E'],
  [3, 'J'],
  [3, 'R'],
  [3, 'T'],
] as const;
const AREA_OF: Record<string, string> = {
  A: '130100',
  B: '130200',
  D: '130400',
  E: '130500',
  F: '130600',
  J: '130900',
  R: '131000',
  T: '131100',
};

function licence(dice: Dice, place: number, asOf: Day): LicenceRecord {
  const { number, birth } = inventedId(place, asOf);
  const eighteen = addMonthsToDay(birth, 18 * 12);
  const issued = dayAround(dice, asOf, -7_000, -40);
  const firstIssuedOn = issued < eighteen ? eighteen : issued;
  const [validFrom, validUntil] = term(firstIssuedOn, asOf);
  const status = dice.weighted(LICENCE_STATUS);
  return {
    revision: String(dice.between(1, 5)),
    deleted: '0',
    fileNumber: inventedFileNumber(place),
    documentType: 'resident-id',
    documentNumber: number,
    name: inventedName(dice),
    mobile: dice.roll() < 0.94 ? inventedMobile(place) : '',
    classes: dice.weighted(CLASSES),
    firstIssuedOn,
    validFrom,
    validUntil,
    status,
    issuingAuthority: '冀130100',
    issueNo: String(dice.between(1, 3)),
    cycleStart: cycleStart(firstIssuedOn, asOf),
    cyclePoints: status.includes('B')
      ? '12'
      : String(
          dice.weighted([
            [70, 0],
            [12, 3],
            [9, 6],
            [6, 1],
            [3, 9],
          ] as const),
        ),
    reached12Cycles: dice.roll() < 0.97 ? '0' : '1',
    medicalUntil: dice.roll() < 0.3 ? addDays(asOf, dice.between(-100, 500)) : '',
    reviewDue: dice.roll() < 0.2 ? addDays(asOf, dice.between(1, 900)) : '',
  };
}

/** The term that runs: 6 years, then 10, then long-term, which has no end (rules §2). */
function term(first: Day, asOf: Day): [from: string, until: string] {
  const second = addMonthsToDay(first, 72);
  if (asOf <= second) return [first, second];
  const third = addMonthsToDay(second, 120);
  return asOf <= third ? [second, third] : [third, ''];
}

/** The last anniversary of the first licence date: points cycles run from there (rules §7). */
function cycleStart(first: Day, asOf: Day): Day {
  const years = Number(asOf.slice(0, 4)) - Number(first.slice(0, 4));
  const thisYear = addMonthsToDay(first, 12 * years);
  return thisYear <= asOf ? thisYear : addMonthsToDay(first, 12 * (years - 1));
}

/** The second vehicle is often his company's. */
function ownerOf(dice: Dice, holder: LicenceRecord, place: number, nth: number) {
  const { documentNumber, name, mobile } = holder;
  if (nth === 0 || dice.roll() >= 0.4) {
    return { ownerKind: 'person', documentType: 'resident-id', documentNumber, ownerName: name, mobile };
  }
  return {
    ownerKind: 'organisation',
    documentType: 'credit-code',
    documentNumber: inventedCreditCode(place),
    ownerName: `石家庄${name.slice(0, 1)}记运输有限公司`,
    mobile,
  };
}

function vehicle(
  dice: Dice,
  holder: LicenceRecord,
  { place, nth, plateIndex }: { place: number; nth: number; plateIndex: number },
  asOf: Day,
): VehicleRecord {
  const [plateType, vehicleType] = dice.weighted(KINDS);
  const city = dice.weighted(CITIES);
  const registeredOn = dayAround(dice, asOf, -4_500, -20);
  const status = dice.weighted(VEHICLE_STATUS);
  const inspected = status.includes('Q') ? dice.between(-400, -1) : dice.between(5, 700);
  return {
    revision: String(dice.between(1, 5)),
    deleted: '0',
    vin: inventedVin(place, nth),
    plate: inventedPlate(city, plateType, plateIndex),
    plateType,
    vehicleType,
    ...ownerOf(dice, holder, place, nth),
    registeredOn,
    inspectionValidUntil: addDays(asOf, inspected),
    insuranceValidUntil: dice.roll() < 0.95 ? addDays(asOf, dice.between(1, 365)) : '',
    status,
    issuingAuthority: `冀${AREA_OF[city]}`,
    permitIssueNo: String(dice.between(1, 2)),
    plateIssueNo: '1',
  };
}

/** Where a seed's plates begin, so that small files of different seeds rarely meet. */
const plateBegin = (seed: number): number => (seed * 7_919) % 2_000_000;

/** The n-th person of a seed: one licence and 1.2 vehicles on average. The same for ever. */
export function invent(seed: number, n: number, asOf: Day): Invented {
  const dice = new Dice(seed, n);
  const place = placeOf(seed, n);
  const own = licence(dice, place, asOf);
  const many = n % 5 === 4 ? 2 : 1;
  return {
    licence: own,
    vehicles: Array.from({ length: many }, (_, nth) =>
      vehicle(dice, own, { place, nth, plateIndex: plateBegin(seed) + n + Math.floor(n / 5) + nth }, asOf),
    ),
  };
}
