import { day } from '@open122/contracts';
import type { Refusal } from '@open122/http';
import fc from 'fast-check';

import { demoLines, type DemoFile } from '../demo/demo-lines';
import { licenceFile } from '../files/licences';
import { vehicleFile } from '../files/vehicles';
import { readRows, type Reject, ROWS_PER_CHUNK } from './read-rows';

const today = day('2026-01-05');
async function* pieces(chunks: Iterable<Buffer>): AsyncGenerator<Buffer> {
  yield* chunks;
}
const chunksOf = async (bytes: Iterable<Buffer>, kind: DemoFile = 'licences') => {
  const chunks = [];
  const file = kind === 'licences' ? licenceFile : vehicleFile;
  for await (const chunk of readRows<unknown>(pieces(bytes), file as never, today)) chunks.push(chunk);
  return chunks;
};
const allOf = async (bytes: Iterable<Buffer>, kind: DemoFile = 'licences') => {
  const chunks = await chunksOf(bytes, kind);
  return { rows: chunks.flatMap(({ rows }) => rows), rejects: chunks.flatMap(({ rejects }) => rejects) };
};
const demo = (kind: DemoFile, persons: number): Buffer =>
  Buffer.concat([...demoLines(kind, { persons, seed: 7, asOf: today })].map(({ bytes }) => bytes));

test('wherever the stream is cut, rows and rejects are the same', async () => {
  const bytes = demo('vehicles', 250);
  const whole = await allOf([bytes], 'vehicles');
  expect(whole.rows.length + whole.rejects.length).toBe(300);
  expect(whole.rejects.length).toBeGreaterThan(0);
  await fc.assert(
    fc.asyncProperty(fc.array(fc.nat(bytes.length), { maxLength: 30 }), async (places) => {
      const at = [...new Set([0, ...places, bytes.length])].sort((a, b) => a - b);
      const cut = at.slice(1).map((end, index) => bytes.subarray(at[index], end));
      expect(await allOf(cut, 'vehicles')).toEqual(whole);
    }),
    { numRuns: 15 },
  );
});

test('a chunk has so many lines, good and bad ones together', async () => {
  const chunks = await chunksOf([demo('licences', 2 * ROWS_PER_CHUNK + 345)]);
  expect(chunks.map(({ lines, lastLine }) => [lines, lastLine])).toEqual([
    [ROWS_PER_CHUNK, ROWS_PER_CHUNK + 1],
    [ROWS_PER_CHUNK, 2 * ROWS_PER_CHUNK + 1],
    [345, 2 * ROWS_PER_CHUNK + 346],
  ]);
  for (const { rows, rejects, lines } of chunks) expect(rows.length + rejects.length).toBe(lines);
});

test('what is in already is passed over: the chunks behind it are the same', async () => {
  const bytes = demo('licences', 3 * ROWS_PER_CHUNK);
  const [, ...rest] = await chunksOf([bytes]);
  const again = [];
  const committed = ROWS_PER_CHUNK + 1;
  for await (const chunk of readRows(pieces([bytes]), licenceFile, today, committed)) again.push(chunk);
  expect(again).toEqual(rest);
});

test('a file is read no faster than its chunks are taken', async () => {
  let given = 0;
  async function* source(): AsyncGenerator<Buffer> {
    for (const { bytes } of demoLines('licences', { persons: 2_500, seed: 1, asOf: today })) {
      given += 1;
      yield bytes;
    }
  }
  for await (const { lastLine } of readRows(source(), licenceFile as never, today))
    expect(given).toBe(lastLine);
});

test('blank lines count as lines but not as rows; BOM and CRLF are taken', async () => {
  const [head, first, second] = demo('licences', 2).toString().split('\n');
  const text = `\uFEFF${head}\r\n\r\n${first}\r\n\r\n${second}`;
  const { rows, rejects } = await allOf([Buffer.from(text)]);
  expect([rows.map(({ line }) => line), rejects]).toEqual([[3, 5], []]);
});

test.each([
  ['', 'registry.empty'],
  ['revision,deleted\n', 'registry.header'],
  ['\n', 'registry.header'],
  [Buffer.from([0xff, 0xfe, 0x0a]), 'registry.header'],
  [`${'x'.repeat(10_000)}\n`, 'registry.header'],
])('a file that begins with %j is refused as a whole', async (text, code) => {
  await expect(chunksOf([Buffer.from(text as string)])).rejects.toMatchObject({
    code,
  } satisfies Partial<Refusal>);
});

const columnsOf = { licences: Object.keys(licenceFile.columns), vehicles: Object.keys(vehicleFile.columns) };
/** The fields of an undamaged record, a person's if it is a vehicle. */
const clean = (kind: DemoFile): string[] => {
  const line = [...demoLines(kind, { persons: 40, seed: 3, asOf: today })].find(
    ({ damage, record, bytes }) =>
      damage === null && record !== null && !bytes.toString().includes('organisation'),
  );
  return line?.bytes.toString().trimEnd().split(',') ?? [];
};
const rejectsOf = async (
  kind: DemoFile,
  changes: Record<string, string>,
): Promise<Omit<Reject, 'line'>[]> => {
  const columns = columnsOf[kind];
  const fields = clean(kind).map((old, at) => changes[columns[at] ?? ''] ?? old);
  const { rejects } = await allOf([Buffer.from(`${columns.join(',')}\n${fields.join(',')}\n`)], kind);
  return rejects.map(({ column, code }) => ({ column, code }));
};

test.each<[Record<string, string>, string, string]>([
  [{ revision: '0' }, 'revision', 'value.integer'],
  [{ revision: '1.5' }, 'revision', 'value.integer'],
  [{ revision: '99999999999' }, 'revision', 'value.integer'],
  [{ deleted: '' }, 'deleted', 'value.missing'],
  [{ deleted: 'no' }, 'deleted', 'value.flag'],
  [{ fileNumber: '1' }, 'fileNumber', 'file-number.shape'],
  [{ documentType: 'library-card' }, 'documentType', 'document.type'],
  [{ documentNumber: '130102199001010010' }, 'documentNumber', 'resident-id.check-digit'],
  [{ documentType: 'passport' }, 'documentNumber', 'document.shape'],
  [{ documentType: 'passport', documentNumber: 'E12345678' }, '', ''],
  [{ documentNumber: '130102900101001' }, '', ''],
  [{ documentType: 'residence-permit' }, 'documentNumber', 'document.other-kind'],
  [{ name: '' }, 'name', 'value.missing'],
  [{ name: '王'.repeat(51) }, 'name', 'name.length'],
  [{ mobile: '10012345678' }, 'mobile', 'mobile.shape'],
  [{ mobile: '' }, '', ''],
  [{ classes: 'C1+C1' }, 'classes', 'licence-class.unknown'],
  [
    { classes: 'C6', firstIssuedOn: '2010-01-01', validFrom: '2022-03-31' },
    'classes',
    'licence-class.not-yet',
  ],
  [{ firstIssuedOn: '2023-02-29' }, 'firstIssuedOn', 'value.date'],
  [{ firstIssuedOn: '20230228' }, 'firstIssuedOn', 'value.date'],
  [{ firstIssuedOn: '2025-06-02', validFrom: '2025-06-01', validUntil: '' }, 'validFrom', 'dates.order'],
  [{ validUntil: '1990-01-01' }, 'validUntil', 'dates.order'],
  [{ validUntil: '' }, '', ''],
  [{ status: 'HM' }, '', ''],
  [{ status: 'HH' }, 'status', 'status.unknown'],
  [{ status: 'Q' }, 'status', 'status.unknown'],
  [{ issuingAuthority: '冀990100' }, 'issuingAuthority', 'issuing-authority.area'],
  [{ issueNo: '0' }, 'issueNo', 'value.integer'],
  [{ cyclePoints: '13' }, 'cyclePoints', 'value.integer'],
  [{ reached12Cycles: '', medicalUntil: '', reviewDue: '' }, '', ''],
])('a licence with %j has its %s refused as %s', async (changes, column, code) => {
  expect(await rejectsOf('licences', changes)).toEqual(code === '' ? [] : [{ column, code }]);
});

test.each<[Record<string, string>, string, string]>([
  [{ vin: '1M8GDM9A1KP042788' }, '', ''],
  [{ vin: '1M8GDM9AIKP042788' }, 'vin', 'vin.shape'],
  [{ plate: '冀AD12345', plateType: '52' }, '', ''],
  [{ plate: '冀AD12345', plateType: '02' }, 'plate', 'plate.type'],
  [{ plate: '冀A1234', plateType: '02' }, 'plate', 'plate.serials'],
  [{ plateType: '99' }, 'plateType', 'plate-type.unknown'],
  [{ vehicleType: 'K93' }, 'vehicleType', 'vehicle-type.unknown'],
  [{ ownerKind: 'state' }, 'ownerKind', 'owner-kind.unknown'],
  [{ ownerKind: 'organisation' }, 'documentType', 'document.other-kind'],
  [{ ownerKind: 'organisation', documentType: 'credit-code', documentNumber: '91350100M000100Y43' }, '', ''],
  [
    { ownerKind: 'organisation', documentType: 'credit-code', documentNumber: '91350100M000100Y44' },
    'documentNumber',
    'credit-code.check-digit',
  ],
  [{ ownerKind: 'organisation', documentType: 'org-code', documentNumber: 'D2143569-X' }, '', ''],
  [{ inspectionValidUntil: '', insuranceValidUntil: '' }, '', ''],
  [{ status: 'S' }, 'status', 'status.unknown'],
  [{ permitIssueNo: '' }, 'permitIssueNo', 'value.missing'],
])('a vehicle with %j has its %s refused as %s', async (changes, column, code) => {
  expect(await rejectsOf('vehicles', changes)).toEqual(code === '' ? [] : [{ column, code }]);
});

test('a reject names every wrong field of its line', async () => {
  const found = await rejectsOf('licences', { deleted: '2', name: '', status: '?' });
  expect(found).toEqual([
    { column: 'deleted', code: 'value.flag' },
    { column: 'name', code: 'value.missing' },
    { column: 'status', code: 'status.unknown' },
  ]);
});

test('the columns may stand in any order', async () => {
  const columns = columnsOf.licences;
  const [given, turned] = await Promise.all([
    allOf([Buffer.from(`${columns.join(',')}\n${clean('licences').join(',')}`)]),
    allOf([Buffer.from(`${columns.toReversed().join(',')}\n${clean('licences').toReversed().join(',')}`)]),
  ]);
  expect(given.rows).toHaveLength(1);
  expect(turned).toEqual(given);
});

test('a row names its person for the directory by kind of file and record', async () => {
  const { rows } = await allOf([
    Buffer.from(`${columnsOf.licences.join(',')}\n${clean('licences').join(',')}`),
  ]);
  const row = rows[0]?.row as never;
  const [, , fileNumber, type, number, name, mobile] = clean('licences');
  expect(licenceFile.entryOf(row)).toEqual({
    source: `licence:${fileNumber}`,
    document: { type, number },
    name,
    mobile: mobile === '' ? null : mobile,
  });
});
