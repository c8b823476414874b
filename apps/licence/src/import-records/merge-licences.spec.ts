import { instant, type PersonRef } from '@open122/contracts';
import type { LicenceRow } from '@open122/registry';

import type { Licence } from '../licence';
import { mergeLicences } from './merge-licences';

const HOLDER = 'h'.repeat(43) as PersonRef;
const row = (change: Partial<LicenceRow> = {}) => ({
  ref: HOLDER,
  row: {
    fileNumber: '130100000001',
    revision: 5,
    issueNo: 2,
    status: ['A'],
    ...change,
  } as unknown as LicenceRow,
});
const known = (change: Partial<Licence> = {}): Licence =>
  ({
    licenceId: 'known',
    fileNumber: '130100000001',
    person: HOLDER,
    revision: 4,
    issueNo: 2,
    issueNoPendingSince: null,
    version: 7,
    ...change,
  }) as Licence;
let made = 0;
const newId = () => `new-${(made += 1)}`;

test.each([
  ['a higher revision updates', 5, 'updated', 1],
  ['the same revision changes nothing', 4, 'unchanged', 0],
  ['a lower revision is skipped', 3, 'skipped', 0],
])('%s', (_title, revision, became, changes) => {
  const { changed, counts } = mergeLicences([known()], [row({ revision })], newId);
  expect(counts).toEqual({ inserted: 0, updated: 0, unchanged: 0, skipped: 0, [became]: 1 });
  expect(changed).toHaveLength(changes);
});

test('an unknown record is new, with an id of its own', () => {
  const { changed, counts } = mergeLicences([], [row()], newId);
  expect(counts.inserted).toBe(1);
  expect(changed).toMatchObject([
    { licenceId: 'new-1', person: HOLDER, version: 1, issueNoPendingSince: null },
  ]);
});

test('a record that comes several times is changed once, to its highest revision', () => {
  const rows = [row({ revision: 5 }), row({ revision: 7, status: ['K'] }), row({ revision: 6 })];
  const merged = mergeLicences([known()], rows, newId);
  expect(merged.changed).toMatchObject([{ licenceId: 'known', revision: 7, status: ['K'], version: 8 }]);
  expect(merged.counts).toEqual({ inserted: 0, updated: 2, unchanged: 0, skipped: 1 });
  const fresh = mergeLicences([], rows.slice(0, 2), newId);
  expect(fresh.changed).toMatchObject([{ revision: 7, version: 1 }]);
});

describe('an issue number raised here', () => {
  const pending = known({ issueNo: 3, issueNoPendingSince: instant('2026-01-05T01:00:00Z') });

  test('is left alone by a row that does not know of it, which changes all else', () => {
    const { changed } = mergeLicences([pending], [row({ issueNo: 2, status: ['H'] })], newId);
    expect(changed).toMatchObject([
      { issueNo: 3, issueNoPendingSince: '2026-01-05T01:00:00.000Z', status: ['H'], revision: 5 },
    ]);
  });

  test.each([3, 4])('is settled by a row with issue number %d', (issueNo) => {
    const { changed } = mergeLicences([pending], [row({ issueNo })], newId);
    expect(changed).toMatchObject([{ issueNo, issueNoPendingSince: null }]);
  });

  test('once settled, the registry has the last word again', () => {
    const { changed } = mergeLicences([known({ issueNo: 3 })], [row({ issueNo: 1 })], newId);
    expect(changed).toMatchObject([{ issueNo: 1 }]);
  });
});
