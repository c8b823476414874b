import { day, instant, type PersonRef } from '@open122/contracts';

import { changed, isOwn, type Licence, replace } from './licence';

const HOLDER = 'h'.repeat(43) as PersonRef;
const licence: Licence = {
  licenceId: '7b0f0c1e-0000-4000-8000-000000000001',
  fileNumber: '130100000001',
  person: HOLDER,
  revision: 3,
  deleted: false,
  classes: ['C1'],
  status: ['A'],
  firstIssuedOn: day('2015-05-01'),
  validFrom: day('2021-05-01'),
  validUntil: day('2031-05-01'),
  issuingAuthority: '冀A130100',
  issueNo: 2,
  issueNoPendingSince: null,
  cycleStart: day('2025-05-01'),
  cyclePoints: 3,
  reached12Cycles: 0,
  medicalUntil: null,
  reviewDue: null,
  version: 5,
};
const NOW = instant('2026-01-06T02:00:00Z');

test('a replacement raises the issue number, which waits for its echo', () =>
  expect(replace(licence, NOW)).toEqual({ ...licence, issueNo: 3, issueNoPendingSince: NOW, version: 6 }));

test('own is who the record names, as long as it is on the register', () => {
  expect(isOwn(licence, HOLDER)).toBe(true);
  expect(isOwn(licence, 'o'.repeat(43) as PersonRef)).toBe(false);
  expect(isOwn({ ...licence, deleted: true }, HOLDER)).toBe(false);
});

test('what goes over the bus holds neither the file number nor the points', () => {
  expect(changed(licence)).not.toHaveProperty('fileNumber');
  expect(changed(licence)).not.toHaveProperty('cyclePoints');
  expect(changed(licence)).toMatchObject({ person: HOLDER, issueNo: 2, revision: 3 });
});
