import { day, instant, type PersonRef, type Plate } from '@open122/contracts';

import { changed, isOwn, replacePermit, type Vehicle } from './vehicle';

const OWNER = 'w'.repeat(43) as PersonRef;
const vehicle: Vehicle = {
  vehicleId: '7b0f0c1e-0000-4000-8000-000000000002',
  vin: '1M8GDM9AXKP042788',
  plate: '冀A12345' as Plate,
  plateType: '02',
  vehicleType: 'K33',
  ownerKind: 'person',
  ownerRef: OWNER,
  revision: 3,
  deleted: false,
  status: ['A'],
  registeredOn: day('2020-05-01'),
  inspectionValidUntil: day('2026-05-31'),
  insuranceValidUntil: day('2026-05-01'),
  issuingAuthority: '冀A130100',
  permitIssueNo: 1,
  plateIssueNo: 1,
  permitIssueNoPendingSince: null,
  version: 5,
};
const NOW = instant('2026-01-06T02:00:00Z');

test("a replacement raises the permit's issue number alone, which waits for its echo", () =>
  expect(replacePermit(vehicle, NOW)).toEqual({
    ...vehicle,
    permitIssueNo: 2,
    permitIssueNoPendingSince: NOW,
    version: 6,
  }));

test('own is who the record names, as long as it is on the register', () => {
  expect(isOwn(vehicle, { kind: 'person', ref: OWNER })).toBe(true);
  expect(isOwn(vehicle, { kind: 'person', ref: 'o'.repeat(43) as PersonRef })).toBe(false);
  expect(isOwn({ ...vehicle, deleted: true }, { kind: 'person', ref: OWNER })).toBe(false);
});

test("an organisation's vehicle is nobody's own, whatever its reference", () =>
  expect(isOwn({ ...vehicle, ownerKind: 'organisation' }, { kind: 'person', ref: OWNER })).toBe(false));

test('what goes over the bus names the owner by reference and holds no VIN', () => {
  expect(changed(vehicle)).not.toHaveProperty('vin');
  expect(changed(vehicle).owner).toEqual({ kind: 'person', ref: OWNER });
  expect(changed({ ...vehicle, ownerKind: 'organisation' }).owner.kind).toBe('organisation');
});
