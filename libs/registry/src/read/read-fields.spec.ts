import { stringify } from 'csv-stringify/sync';
import fc from 'fast-check';

import { LineDecoder } from './line-decoder';
import { readFields } from './read-fields';

const fieldsOf = (line: string | Buffer) => {
  const read = readFields(Buffer.from(line), new LineDecoder());
  return read.ok ? read.fields : read.code;
};

test.each([
  ['a,b', ['a', 'b']],
  ['', ['']],
  [' a , b ', ['a', 'b']],
  ['a,,', ['a', '', '']],
  ['"a,b","say ""hi"""', ['a,b', 'say "hi"']],
  ['"a', 'row.quotes'],
  ['a"b,c', 'row.quotes'],
  ['"a"b,c', 'row.quotes'],
  ['a\0,b', 'row.nul'],
  [Buffer.from([0x61, 0xff, 0xfe]), 'row.encoding'],
  [Buffer.concat([Buffer.from('王,'), Buffer.from('冀').subarray(0, 2)]), 'row.encoding'],
  [Buffer.from([0xbc, 0xbd, 0x2c, 0x5a]), ['冀', 'Z']],
] as const)('%j reads as %j', (line, expected) => {
  expect(fieldsOf(line as string)).toEqual(expected);
});

test('a line without bytes was too long', () => {
  expect(readFields(null, new LineDecoder())).toEqual({ ok: false, code: 'row.too-long' });
});

test('what a CSV writer wrote is read back', () => {
  const field = fc
    .string({ unit: fc.constantFrom(...'a,"冀 Z1·'), maxLength: 8 })
    .map((text) => text.trim())
    .filter((text) => text !== '');
  fc.assert(
    fc.property(fc.array(field, { minLength: 1, maxLength: 6 }), (fields) => {
      expect(fieldsOf(stringify([fields]).trimEnd())).toEqual(fields);
    }),
  );
});

test('no bytes make it throw', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
      expect(typeof readFields(Buffer.from(bytes), new LineDecoder()).ok).toBe('boolean');
    }),
  );
});
