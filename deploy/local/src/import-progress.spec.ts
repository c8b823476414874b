import { Readable } from 'node:stream';

import { progressOffBy, toldProgress } from './import-progress';

const of = (...told: [share: number, at: number][]) => told.map(([share, at]) => ({ share, at }));

test('what the command says is read file by file, the end of each as the whole', async () => {
  const lines = [
    'licences.csv: 0 of 2,000 rows | – rows/s | – left',
    'licences.csv: 1,500 of 2,000 rows | 1,500 rows/s | 0 s left',
    'licences.csv: 2000 rows: 1999 new, 0 changed, 0 unchanged, 0 older, 1 rejected',
    '  listed in licences.rejects.csv:',
    'vehicles.csv: 10 rows: 10 new, 0 changed, 0 unchanged, 0 older, 0 rejected',
  ];
  const told = await toldProgress(Readable.from(lines.map((line) => `${line}\n`)));
  expect(told.map((file) => file.map(({ share }) => share))).toEqual([[0, 0.75, 1], [1]]);
});

test.each([
  ['just as its time', of([0, 100], [0.5, 200], [1, 300]), 0],
  ['half done after a quarter of the time', of([0, 0], [0.5, 25], [1, 100]), 0.25],
  ['a tenth left for half of the time', of([0, 0], [0.9, 50], [1, 100]), 0.4],
  ['wrong in the first tenth only', of([0, 0], [0.05, 50], [0.6, 60], [1, 100]), 0],
])('%s', (_what, told, offBy) => {
  expect(progressOffBy(told)).toBeCloseTo(offBy);
});

test('nothing told between the first tenth and the end is no figure', () => {
  expect(progressOffBy(of([0, 0], [1, 100]))).toBeNaN();
});
