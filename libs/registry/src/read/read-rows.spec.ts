import { day } from '@open122/contracts';
import { Refusal } from '@open122/http';
import fc from 'fast-check';

import { demoLines } from '../demo/demo-lines';
import { licenceFile } from '../files/licences';
import { vehicleFile } from '../files/vehicles';
import { type Chunk, readRows, ROWS_PER_CHUNK } from './read-rows';

const today = day('2026-01-01');
const columns = Object.keys(licenceFile.columns);
const good =
  '3,0,130100000001,resident-id,11010519491231002X,张三,138-1234-5678,C1+D,2001-05-06,2017-05-06,,HA,冀130100,2,2025-05-06,3,0,,2026-05-06';

async function* cut(text: Buffer | string, ...at: number[]): AsyncGenerator<Buffer> {
  const bytes = Buffer.from(text);
  const places = [0, ...[...at].sort((a, b) => a - b), bytes.length];
  for (let n = 1; n < places.length; n += 1) yield bytes.subarray(places[n - 1], places[n]);
}

async function read(source: AsyncIterable<Buffer>, file: typeof licenceFile = licenceFile) {
  const chunks: Chunk<unknown>[] = [];
  for await (const chunk of readRows(source, file, today)) chunks.push(chunk);
  return {
    rows: chunks.flatMap(({ rows }) => rows),
    rejects: chunks.flatMap(({ rejects }) => rejects),
    chunks,
  };
}
const withHeader = (...lines: string[]) => `${columns.join(',')}\n${lines.join('\n')}\n`;

test('a row is read with its values normalised; empty means unknown, an empty validUntil long-term (rules §9a)', async () => {
  const { rows, rejects } = await read(cut(withHeader(good)));
  expect(rejects).toEqual([]);
  expect(rows).toEqual([
    {
      line: 2,
      row: {
        revision: 3,
        deleted: false,
        fileNumber: '130100000001',
        holder: { type: 'resident-id', number: '11010519491231002X', name: '张三', mobile: '13812345678' },
        classes: ['C1', 'D'],
        firstIssuedOn: '2001-05-06',
        validFrom: '2017-05-06',
        validUntil: null,
        status: ['A', 'H'],
        issuingAuthority: '冀130100',
        issueNo: 2,
        cycleStart: '2025-05-06',
        cyclePoints: 3,
        reached12Cycles: 0,
        medicalUntil: null,
        reviewDue: '2026-05-06',
      },
    },
  ]);
});

const field = (name: string, value: string) => {
  const fields = good.split(',');
  fields[columns.indexOf(name)] = value;
  return fields.join(',');
};

test.each([
  [field('revision', '0'), 'revision', 'value.integer'],
  [field('revision', ''), 'revision', 'value.missing'],
  [field('deleted', '2'), 'deleted', 'value.flag'],
  [field('fileNumber', '13010000000'), 'fileNumber', 'file-number.shape'],
  [field('documentType', 'id'), 'documentType', 'document.type'],
  [field('documentType', 'residence-permit'), 'documentNumber', 'document.other-kind'],
  [field('documentNumber', '110105194912310021'), 'documentNumber', 'resident-id.check-digit'],
  [field('name', 'x'.repeat(51)), 'name', 'value.name'],
  [field('mobile', '128'), 'mobile', 'mobile.shape'],
  [field('classes', 'C1+C1'), 'classes', 'licence-class.unknown'],
  [field('validFrom', '2026-02-29'), 'validFrom', 'value.date'],
  [field('validUntil', '2017-05-05'), 'validUntil', 'dates.order'],
  [field('status', ''), 'status', 'value.missing'],
  [field('status', 'AZ'), 'status', 'status.unknown'],
  [field('issuingAuthority', '130100'), 'issuingAuthority', 'issuing-authority.shape'],
  [field('cyclePoints', '13'), 'cyclePoints', 'value.integer'],
  [field('classes', 'C6'), 'classes', 'licence-class.not-yet'],
  [`${good},`, '', 'row.field-count'],
  [`"${good}`, '', 'row.quotes'],
  [`${good}\0`, '', 'row.nul'],
  [field('name', 'x'.repeat(5_000)), '', 'row.too-long'],
])(
  'a bad line is kept out with its column and code, its neighbours stay: …%#',
  async (line, column, code) => {
    const { rows, rejects } = await read(cut(withHeader(good, line, good)));
    expect(rejects).toEqual([{ line: 3, column, code }]);
    expect(rows.map((each) => each.line)).toEqual([2, 4]);
  },
);

test('a reject names every bad field of its line', async () => {
  const { rejects } = await read(cut(withHeader(field('mobile', '128').replace(/^3,0/, '0,9'))));
  expect(rejects.map(({ code }) => code)).toEqual(['value.integer', 'value.flag', 'mobile.shape']);
});

test('columns may stand in any order, after a byte order mark and with CRLF', async () => {
  const turned = [...columns].reverse();
  const text = `\uFEFF${turned.join(',')}\r\n${good.split(',').reverse().join(',')}\r\n`;
  const { rows, rejects } = await read(cut(text));
  expect(rejects).toEqual([]);
  expect(rows).toHaveLength(1);
});

test.each([
  ['', 'registry.empty'],
  [`${good}\n`, 'registry.header'],
  [`${columns.slice(1).join(',')},colour\n${good}\n`, 'registry.header'],
  [`${[...columns, 'name'].join(',')}\n`, 'registry.header'],
])('a file without its header is refused as a whole: %#', async (text, code) => {
  await expect(read(cut(text))).rejects.toMatchObject({ code });
});

test('the refusal of a header names columns and never data, which may be personal', async () => {
  const refused = await read(cut(`${good}\n`)).catch((error: unknown) => error as Refusal);
  expect(refused).toBeInstanceOf(Refusal);
  const { en, zh } = (refused as Refusal).words;
  expect(en + zh).toContain('fileNumber');
  expect(en + zh).not.toMatch(/张三|11010519491231002X|138/);
});

const whole = (file: 'licences' | 'vehicles', persons: number) => [
  ...demoLines(file, { persons, seed: 7, asOf: today }),
];

test('wherever the stream is cut, the same rows and rejects come out', async () => {
  const text = Buffer.concat(whole('licences', 60).map(({ bytes }) => bytes));
  const expected = await read(cut(text));
  await fc.assert(
    fc.asyncProperty(fc.array(fc.nat(text.length), { maxLength: 40 }), async (places) => {
      expect(await read(cut(text, ...places))).toEqual(expected);
    }),
    { numRuns: 50 },
  );
});

test.each([
  ['licences', licenceFile],
  ['vehicles', vehicleFile as unknown as typeof licenceFile],
] as const)('what the demonstration damages in %s is found, and nothing else', async (name, file) => {
  const lines = whole(name, 4_000);
  const expected = lines.flatMap(({ damage }, at) =>
    damage === null ? [] : [{ line: at + 1, code: damage }],
  );
  const { rejects, rows, chunks } = await read(cut(Buffer.concat(lines.map(({ bytes }) => bytes))), file);
  expect(rejects.map(({ line, code }) => ({ line, code }))).toEqual(expected);
  expect(new Set(expected.map(({ code }) => code)).size).toBe(12);
  expect(rows).toHaveLength(lines.length - 1 - expected.length);
  expect(Math.max(...chunks.map((chunk) => chunk.lines))).toBe(ROWS_PER_CHUNK);
});

test('a seed gives the same files for ever, and no two persons the same number', () => {
  const numbers = whole('licences', 5_000).map(({ record }) => record?.documentNumber);
  expect(new Set(numbers).size).toBe(5_001);
  expect(whole('vehicles', 30)).toEqual(whole('vehicles', 30));
});
