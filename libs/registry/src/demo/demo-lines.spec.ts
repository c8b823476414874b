import { createHash } from 'node:crypto';

import { day, parseResidentId, parseVin } from '@open122/contracts';

import { licenceFile } from '../files/licences';
import { vehicleFile } from '../files/vehicles';
import { readRows } from '../read/read-rows';
import { damages, type Written } from './damage';
import { type DemoFile, type DemoLine, demoLines } from './demo-lines';
import { demoRegistry } from './demo-registry';

const asOf = day('2026-01-01');
const PERSONS = 3_000;
const linesOf = (file: DemoFile, persons: number, seed = 1): DemoLine[] => [
  ...demoLines(file, { persons, seed, asOf }),
];
const records = (lines: DemoLine[]): Written[] =>
  lines.flatMap(({ record }) => (record === null ? [] : [record]));
const digest = (lines: DemoLine[]): string =>
  lines.reduce((hash, { bytes }) => hash.update(bytes), createHash('sha256')).digest('hex');
const share = (of: DemoLine[], is: (record: Record<string, string>) => boolean): number =>
  records(of).filter(is).length / records(of).length;

const tally = (codes: Iterable<string | null>): Record<string, number> => {
  const counts: Record<string, number> = {};
  for (const code of codes) if (code !== null) counts[code] = (counts[code] ?? 0) + 1;
  return counts;
};

describe.each(['licences', 'vehicles'] as const)('%s of the demonstration', (file) => {
  const lines = linesOf(file, PERSONS);

  test('are the same for the same seed and day, and others for another seed', () => {
    expect(digest(linesOf(file, 200))).toBe(digest(linesOf(file, 200)));
    expect(digest(linesOf(file, 200, 2))).not.toBe(digest(linesOf(file, 200)));
  });

  test('begin alike however many there are', () => {
    expect(digest(linesOf(file, 100))).toBe(digest(lines.slice(0, linesOf(file, 100).length)));
  });

  test('are damaged in twelve kinds, one line in a hundred, and the import finds each kind by its code, as often', async () => {
    const damaged = tally(lines.map(({ damage }) => damage));
    const total = Object.values(damaged).reduce((sum, count) => sum + count, 0);
    expect(damages[file].map(({ code }) => code).filter((code) => (damaged[code] ?? 0) > 0)).toHaveLength(12);
    expect(total / lines.length).toBeGreaterThan(0.005);
    expect(total / lines.length).toBeLessThan(0.015);

    async function* bytes(): AsyncGenerator<Buffer> {
      for (const line of lines) yield line.bytes;
    }
    const found: string[] = [];
    let good = 0;
    const definition = file === 'licences' ? licenceFile : vehicleFile;
    for await (const { rows, rejects } of readRows(bytes(), definition as never, asOf)) {
      good += rows.length;
      found.push(...rejects.map(({ code }) => code));
    }
    expect(tally(found)).toEqual(damaged);
    expect(good).toBe(lines.length - 1 - total);
  });
});

test('every damage gives exactly its one code', async () => {
  for (const file of ['licences', 'vehicles'] as const) {
    const definition = file === 'licences' ? licenceFile : vehicleFile;
    const columns = Object.keys(definition.columns);
    for (const record of records(linesOf(file, 60)).filter((_, n) => n % 7 === 0)) {
      for (const { code, ...damage } of damages[file]) {
        const written = damage.record?.(record) ?? record;
        const line = Buffer.from(columns.map((column) => written[column] ?? '').join(','));
        async function* bytes(): AsyncGenerator<Buffer> {
          yield Buffer.from(`${columns.join(',')}\n`);
          yield damage.line?.(line) ?? line;
        }
        for await (const { rejects } of readRows(bytes(), definition as never, asOf)) {
          expect([record, rejects.map((each) => each.code)]).toEqual([record, [code]]);
        }
      }
    }
  }
});

test('one licence and 1.2 vehicles a person, no key and no plate twice', () => {
  const licences = records(linesOf('licences', PERSONS));
  const vehicles = records(linesOf('vehicles', PERSONS));
  expect([licences.length, vehicles.length]).toEqual([PERSONS, 1.2 * PERSONS]);
  const distinct = (values: (string | undefined)[]) => new Set(values).size;
  expect(distinct(licences.map(({ fileNumber }) => fileNumber))).toBe(PERSONS);
  expect(distinct(licences.map(({ documentNumber }) => documentNumber))).toBe(PERSONS);
  expect(distinct(licences.map(({ mobile }) => mobile).filter((mobile) => mobile !== ''))).toBe(
    licences.filter(({ mobile }) => mobile !== '').length,
  );
  expect(distinct(vehicles.map(({ vin }) => vin))).toBe(1.2 * PERSONS);
  expect(distinct(vehicles.map(({ plate, plateType }) => `${plate} ${plateType}`))).toBe(1.2 * PERSONS);
});

test('the persons are invented, in the ranges 130102… and 130104…, with right check digits and of age', () => {
  for (const { documentNumber = '', firstIssuedOn = '' } of records(linesOf('licences', 500))) {
    const parsed = parseResidentId(documentNumber, asOf);
    expect(documentNumber).toMatch(/^13010[24]/);
    expect(
      parsed.ok &&
        parsed.birth <= '2008-01-01' &&
        Number(firstIssuedOn.slice(0, 4)) - Number(parsed.birth.slice(0, 4)),
    ).toBeGreaterThanOrEqual(18);
  }
  for (const { vin = '' } of records(linesOf('vehicles', 500))) {
    expect(parseVin(vin)).toEqual({ ok: true, value: vin, warnings: [] });
  }
});

test('most records are in order, some carry every kind of trouble', () => {
  const licences = linesOf('licences', PERSONS);
  const vehicles = linesOf('vehicles', PERSONS);
  expect(share(licences, ({ status }) => status === 'A')).toBeCloseTo(0.88, 1);
  expect(share(vehicles, ({ status }) => status === 'A')).toBeCloseTo(0.82, 1);
  expect(share(vehicles, ({ ownerKind }) => ownerKind === 'organisation')).toBeGreaterThan(0.02);
  expect(share(vehicles, ({ plateType }) => plateType !== '02' && plateType !== '52')).toBeGreaterThan(0.05);
  expect(share(licences, ({ validUntil }) => validUntil === '')).toBeGreaterThan(0.02);
  expect(new Set(records(licences).map(({ status }) => status)).size).toBeGreaterThan(12);
});

test('the small registry of a story has enough persons whose records are in order, whatever the seed', () => {
  for (let seed = 1; seed <= 60; seed += 1) {
    const { people, licences, vehicles } = demoRegistry({ persons: 20, seed: seed * 7_654_321, asOf });
    expect(people.length).toBeGreaterThanOrEqual(3);
    for (const { fileNumber, documentNumber, plate, mobile } of people) {
      const line =
        licences
          .toString()
          .split('\n')
          .find((each) => each.includes(fileNumber)) ?? '';
      expect(line).toContain(`${documentNumber},`);
      expect(line).toContain(mobile);
      expect(vehicles.toString()).toContain(plate);
    }
  }
});
