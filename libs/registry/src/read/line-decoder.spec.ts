import { day } from '@open122/contracts';

import { demoLines } from '../demo/demo-lines';
import { licenceFile } from '../files/licences';
import { LineDecoder } from './line-decoder';
import { readRows } from './read-rows';

const WANG = Buffer.from([0xcd, 0xf5]); // 王
const MAO = Buffer.from([0xc3, 0xab]); // 毛 in GB18030, ë in UTF-8
const RARE = Buffer.from([0x95, 0x32, 0x82, 0x36]); // 𠀀, four bytes
const JI = Buffer.from([0xbc, 0xbd]); // 冀
const DAMAGED = Buffer.from([0xff, 0xfe]);
const textsOf = (...lines: (string | Buffer)[]) => {
  const decoder = new LineDecoder();
  return lines.map((line) => decoder.decode(Buffer.from(line)));
};

test('GB18030 is recognised at its first character, and holds for what follows', () => {
  expect(textsOf('ascii', WANG, Buffer.concat([JI, RARE]), 'ascii')).toEqual([
    'ascii',
    '王',
    '冀𠀀',
    'ascii',
  ]);
});

test('a character that would be UTF-8 too decides nothing', () => {
  expect(textsOf(Buffer.concat([MAO, JI]), MAO)).toEqual(['毛冀', '毛']);
  expect(textsOf('Zoë', WANG)).toEqual(['Zoë', '王']);
});

test('after a Chinese character of UTF-8, in the same line too, other bytes are the fault of their line', () => {
  expect(textsOf('王', WANG, '冀')).toEqual(['王', null, '冀']);
  expect(textsOf(Buffer.concat([Buffer.from('王'), WANG]), '冀', WANG)).toEqual([null, '冀', null]);
});

test('bytes that are neither decide nothing', () => {
  expect(textsOf(DAMAGED, WANG, DAMAGED, JI)).toEqual([null, '王', null, '冀']);
  expect(textsOf(DAMAGED, '王', WANG)).toEqual([null, '王', null]);
});

test('a byte order mark says UTF-8', () => {
  expect(textsOf('\uFEFFa', WANG)).toEqual(['\uFEFFa', null]);
});

const asOf = day('2026-01-05');
const bytesOf = (encoding: 'utf-8' | 'gb18030'): Buffer =>
  Buffer.concat(
    [...demoLines('licences', { persons: 1_500, seed: 5, asOf, encoding })].map(({ bytes }) => bytes),
  );
async function read(...pieces: Buffer[]) {
  async function* source(): AsyncGenerator<Buffer> {
    yield* pieces;
  }
  const chunks = [];
  for await (const { rows, rejects } of readRows(source(), licenceFile as never, asOf))
    chunks.push({ rows, rejects });
  return chunks;
}

test('a demonstration file has the same rows and rejects in both encodings, wherever it is cut', async () => {
  const whole = await read(bytesOf('utf-8'));
  const other = bytesOf('gb18030');
  expect(await read(other)).toEqual(whole);
  const at = other.indexOf(JI) + 1;
  expect(await read(other.subarray(0, at), other.subarray(at))).toEqual(whole);
  const bytes = Array.from({ length: 3_000 }, (_, place) => other.subarray(at + place, at + place + 1));
  expect(await read(other.subarray(0, at), ...bytes, other.subarray(at + 3_000))).toEqual(whole);
});

test('a first megabyte of ASCII does not make a file UTF-8', async () => {
  const [header = ''] = bytesOf('utf-8').toString().split('\n', 1);
  const other = bytesOf('gb18030').subarray(header.length + 1);
  const ascii = Buffer.from(`${'x,'.repeat(400)}\n`.repeat(1_400));
  expect(ascii.length).toBeGreaterThan(2 ** 20);
  const rows = (await read(Buffer.from(`${header}\n`), ascii, other)).flatMap((chunk) => chunk.rows);
  const alone = (await read(bytesOf('utf-8'))).flatMap((chunk) => chunk.rows);
  expect(rows.map(({ row }) => row)).toEqual(alone.map(({ row }) => row));
});
