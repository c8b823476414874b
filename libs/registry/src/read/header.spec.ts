import type { Refusal } from '@open122/http';

import { integer, required } from '../files/columns';
import { readHeader } from './header';

const columns = { revision: required(integer(1)), vin: required(integer(1)) };
const refusalOf = (fields: string[]): Refusal => {
  try {
    readHeader(fields, columns);
  } catch (error) {
    return error as Refusal;
  }
  throw new Error('not refused');
};

test.each([[['revision', 'vin']], [['vin', 'revision']], [['\uFEFFrevision', 'vin']]])(
  '%j is the header, in whatever order, with or without BOM',
  (fields) => {
    expect(readHeader(fields, columns)).toEqual(fields.map((field) => field.replace('\uFEFF', '')));
  },
);

test('one refusal names every missing, unknown and repeated column, in both languages', () => {
  const { code, status, words } = refusalOf(['vin', 'colour', 'vin', 'wheels']);
  expect({ code, status }).toEqual({ code: 'registry.header', status: 422 });
  expect(words.en).toContain('missing revision; unknown colour wheels; repeated vin');
  expect(words.zh).toContain('缺少 revision；不认识 colour wheels；重复 vin');
});

test('a file without header begins with data: none of it is repeated', () => {
  const { words } = refusalOf(['1', '130102199001010012', '王伟']);
  expect(words.en).toContain('missing revision vin; unknown ? ? ?');
});
