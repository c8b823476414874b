import { existsSync, readFileSync } from 'node:fs';

import { at } from './profile';

/** How many requirements each section of ASVS 5.0.0 has at levels 1 and 2; they are the first ones of their section. */
const SECTIONS = {
  ...{ '1.1': 2, '1.2': 9, '1.3': 11, '1.4': 3, '1.5': 2, '2.1': 3, '2.2': 3, '2.3': 4, '2.4': 1 },
  ...{ '3.2': 2, '3.3': 4, '3.4': 6, '3.5': 5, '3.7': 2, '4.1': 3, '4.2': 1, '4.3': 2, '4.4': 4 },
  ...{
    '5.1': 1,
    '5.2': 3,
    '5.3': 2,
    '5.4': 3,
    '6.1': 3,
    '6.2': 12,
    '6.3': 4,
    '6.4': 4,
    '6.5': 5,
    '6.6': 3,
    '6.8': 4,
  },
  ...{ '7.1': 3, '7.2': 4, '7.3': 2, '7.4': 5, '7.5': 2, '7.6': 2, '8.1': 2, '8.2': 3, '8.3': 1, '8.4': 1 },
  ...{ '9.1': 3, '9.2': 4, '10.1': 2, '10.2': 2, '10.3': 4, '10.4': 11, '10.5': 5, '10.6': 2, '10.7': 3 },
  ...{ '11.1': 2, '11.2': 3, '11.3': 3, '11.4': 4, '11.5': 1, '11.6': 1, '12.1': 3, '12.2': 2, '12.3': 4 },
  ...{
    '13.1': 1,
    '13.2': 5,
    '13.3': 2,
    '13.4': 5,
    '14.1': 2,
    '14.2': 4,
    '14.3': 3,
    '15.1': 3,
    '15.2': 3,
    '15.3': 7,
  },
  ...{ '16.1': 1, '16.2': 5, '16.3': 4, '16.4': 3, '16.5': 3, '17.1': 1, '17.2': 4, '17.3': 2 },
};
const LEVEL_1 = `
1.2.1 1.2.2 1.2.3 1.2.4 1.2.5 1.3.1 1.3.2 1.5.1 2.1.1 2.2.1 2.2.2 2.3.1 3.2.1 3.2.2 3.3.1 3.4.1 3.4.2
3.5.1 3.5.2 3.5.3 4.1.1 4.4.1 5.2.1 5.2.2 5.3.1 5.3.2 6.1.1 6.2.1 6.2.2 6.2.3 6.2.4 6.2.5 6.2.6 6.2.7
6.2.8 6.3.1 6.3.2 6.4.1 6.4.2 7.2.1 7.2.2 7.2.3 7.2.4 7.4.1 7.4.2 8.1.1 8.2.1 8.2.2 8.3.1 9.1.1 9.1.2
9.1.3 9.2.1 10.4.1 10.4.2 10.4.3 10.4.4 10.4.5 11.3.1 11.3.2 11.4.1 12.1.1 12.2.1 12.2.2 13.4.1 14.2.1
14.3.1 15.1.1 15.2.1 15.3.1`
  .trim()
  .split(/\s+/);

interface Row {
  id: string;
  level: string;
  demand: string;
  how: string;
  test: string;
}
const page = readFileSync(at('docs/asvs.md'), 'utf8');
const cellsOf = (line: string): string[] =>
  line
    .split('|')
    .slice(1, -1)
    .map((cell) => cell.trim());
const lines = page.split('\n').filter((line) => line.startsWith('|'));
const rows = lines
  .filter((line) => /^\| \d+\.\d+\.\d+ \|/.test(line))
  .map((line): Row => {
    const [id = '', level = '', demand = '', how = '', test = ''] = cellsOf(line);
    return { id, level, demand, how, test };
  });

type Verdict = 'met' | 'not applicable' | 'not met';
const verdictOf = ({ how }: Row): Verdict =>
  how.startsWith('not applicable: ') ? 'not applicable' : how.startsWith('not met: ') ? 'not met' : 'met';
/** The files of a row, each with the titles behind it. */
const namedIn = ({ test }: Row) =>
  [...test.matchAll(/`([^`]+)`(.*?)(?=; `|$)/g)].map(([, file = '', after = '']) => ({
    file,
    title: /“([^”]+)”/.exec(after)?.[1],
    isRead: after.includes('(by reading)'),
  }));
const named = rows.flatMap((row) => namedIn(row).map((each) => ({ ...each, row })));
const contents = new Map<string, string>();
const textOf = (file: string): string => {
  const known = contents.get(file) ?? readFileSync(at(file), 'utf8');
  contents.set(file, known);
  return known;
};

test('every requirement of levels 1 and 2 stands once, in its order, with its level', () => {
  const ids = Object.entries(SECTIONS).flatMap(([section, count]) =>
    Array.from({ length: count }, (_, index) => `${section}.${index + 1}`),
  );
  expect(rows.map(({ id }) => id)).toEqual(ids);
  expect(rows.filter(({ level }) => level === '1').map(({ id }) => id)).toEqual(LEVEL_1);
  expect([ids.length, LEVEL_1.length, rows.filter(({ level }) => level === '2').length]).toEqual([
    253, 70, 183,
  ]);
});

test('every row says what is demanded, and how it is met, or why not', () => {
  const empty = rows.filter(
    ({ demand, how, test: shown }) => demand === '' || how.length < 4 || shown === '',
  );
  expect(empty).toEqual([]);
  const reasons = rows.map(
    ({ how }) => /^not (?:applicable|met): (.*)$/.exec(how)?.[1] ?? 'met by what is said',
  );
  expect(reasons.filter((reason) => reason.length < 15)).toEqual([]);
});

test('what is met names a test, or the file that does it, by reading', () => {
  const met = rows.filter((row) => verdictOf(row) === 'met');
  expect(met.filter((row) => namedIn(row).length === 0)).toEqual([]);
  const isSpec = (file: string): boolean => file.endsWith('spec.ts');
  expect(named.filter(({ file, isRead }) => isSpec(file) === isRead)).toEqual([]);
});

test('every file that is named exists', () => {
  expect(named.filter(({ file }) => !existsSync(at(file)))).toEqual([]);
});

test('every title that is named stands in its file', () => {
  expect(named.filter(({ title }) => title !== undefined)).toHaveLength(
    rows.flatMap(({ test: shown }) => shown.match(/“/g) ?? []).length,
  );
  expect(named.filter(({ file, title }) => title !== undefined && !textOf(file).includes(title))).toEqual([]);
});

test('the sums are true', () => {
  const sum = (of: readonly Row[]): number[] => [
    of.length,
    ...(['met', 'not applicable', 'not met'] as const).map(
      (verdict) => of.filter((row) => verdictOf(row) === verdict).length,
    ),
  ];
  const said = lines
    .filter((line) => /^\| (V\d+|all|of them)/.test(line))
    .map(cellsOf)
    .map(([name = '', ...counts]) => [name.split(' ')[0], counts.map(Number)] as const);
  const chapters = [...new Set(rows.map(({ id }) => id.split('.')[0]))];
  expect(said).toEqual([
    ...chapters.map((chapter) => [`V${chapter}`, sum(rows.filter(({ id }) => id.startsWith(`${chapter}.`)))]),
    ['all', sum(rows)],
    ['of', sum(rows.filter(({ level }) => level === '1'))],
  ]);
});
