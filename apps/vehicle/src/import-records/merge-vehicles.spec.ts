import { instant, type PersonRef } from '@open122/contracts';
import type { VehicleRow } from '@open122/registry';

import type { Vehicle } from '../vehicle';
import { mergeVehicles } from './merge-vehicles';

const OWNER = 'w'.repeat(43) as PersonRef;
const row = (change: Partial<VehicleRow> = {}) => ({
  ref: OWNER,
  row: {
    vin: 'LSVAA00000000000A',
    revision: 5,
    permitIssueNo: 2,
    status: ['A'],
    owner: { kind: 'person' },
    ...change,
  } as unknown as VehicleRow,
});
const known = (change: Partial<Vehicle> = {}): Vehicle =>
  ({
    vehicleId: 'known',
    vin: 'LSVAA00000000000A',
    ownerRef: OWNER,
    ownerKind: 'person',
    revision: 4,
    permitIssueNo: 2,
    permitIssueNoPendingSince: null,
    version: 7,
    ...change,
  }) as Vehicle;
let made = 0;
const newId = () => `new-${(made += 1)}`;

test.each([
  ['a higher revision updates', 5, 'updated', 1],
  ['the same revision changes nothing', 4, 'unchanged', 0],
  ['a lower revision is skipped', 3, 'skipped', 0],
])('%s', (_title, revision, became, changes) => {
  const { changed, counts } = mergeVehicles([known()], [row({ revision })], newId);
  expect(counts).toEqual({ inserted: 0, updated: 0, unchanged: 0, skipped: 0, [became]: 1 });
  expect(changed).toHaveLength(changes);
});

test('an unknown record is new, with an id of its own', () => {
  const { changed, counts } = mergeVehicles([], [row()], newId);
  expect(counts.inserted).toBe(1);
  expect(changed).toMatchObject([
    { vehicleId: 'new-1', ownerRef: OWNER, ownerKind: 'person', version: 1, permitIssueNoPendingSince: null },
  ]);
});

test('a record that comes several times is changed once, to its highest revision', () => {
  const rows = [row({ revision: 5 }), row({ revision: 7, status: ['K'] }), row({ revision: 6 })];
  const merged = mergeVehicles([known()], rows, newId);
  expect(merged.changed).toMatchObject([{ vehicleId: 'known', revision: 7, status: ['K'], version: 8 }]);
  expect(merged.counts).toEqual({ inserted: 0, updated: 2, unchanged: 0, skipped: 1 });
  const fresh = mergeVehicles([], rows.slice(0, 2), newId);
  expect(fresh.changed).toMatchObject([{ revision: 7, version: 1 }]);
});

describe('an issue number raised here', () => {
  const pending = known({ permitIssueNo: 3, permitIssueNoPendingSince: instant('2026-01-05T01:00:00Z') });

  test('is left alone by a row that does not know of it, which changes all else', () => {
    const { changed } = mergeVehicles([pending], [row({ permitIssueNo: 2, status: ['G'] })], newId);
    expect(changed).toMatchObject([
      { permitIssueNo: 3, permitIssueNoPendingSince: '2026-01-05T01:00:00.000Z', status: ['G'], revision: 5 },
    ]);
  });

  test.each([3, 4])('is settled by a row with issue number %d', (permitIssueNo) => {
    const { changed } = mergeVehicles([pending], [row({ permitIssueNo })], newId);
    expect(changed).toMatchObject([{ permitIssueNo, permitIssueNoPendingSince: null }]);
  });

  test('once settled, the registry has the last word again', () => {
    const { changed } = mergeVehicles([known({ permitIssueNo: 3 })], [row({ permitIssueNo: 1 })], newId);
    expect(changed).toMatchObject([{ permitIssueNo: 1 }]);
  });
});
