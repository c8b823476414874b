import fc from 'fast-check';

import { parseName } from './name';

const said = (input: string): string => {
  const parsed = parseName(input);
  return parsed.ok ? parsed.value : parsed.code;
};

test.each([
  ['王小明', '王小明'],
  [' 王小明\u3000', '王小明'],
  ['张\u3000三', '张三'],
  ['张\u00a0三', '张三'],
  ['王\u200b小\u2060明\ufeff', '王小明'],
  ['阿卜杜拉·买买提', '阿卜杜拉·买买提'],
  ['阿卜杜拉\u2022买买提', '阿卜杜拉·买买提'],
  ['阿卜杜拉\u30fb买买提', '阿卜杜拉·买买提'],
  ['阿卜杜拉\uff65买买提', '阿卜杜拉·买买提'],
  ['阿卜杜拉\u2027买买提', '阿卜杜拉·买买提'],
  ['阿卜杜拉\u0387买买提', '阿卜杜拉·买买提'],
  ['阿卜杜拉\u2219买买提', '阿卜杜拉·买买提'],
  ['阿卜杜拉\u22c5买买提', '阿卜杜拉·买买提'],
  ['阿卜杜拉.买买提', '阿卜杜拉·买买提'],
  ['阿卜杜拉．买买提', '阿卜杜拉·买买提'],
  ['阿卜杜拉 · 买买提', '阿卜杜拉·买买提'],
  ['Ｊｏｈｎ\u3000Ｓｍｉｔｈ', 'John Smith'],
  ['John  Smith Jr.', 'John Smith Jr.'],
  ["O'Neill-Müller", "O'Neill-Müller"],
  ['Mu\u0308ller', 'Müller'],
  ['郎咸𠮷', '郎咸𠮷'],
  ['李\ue000', '李\ue000'],
  ['河北某某运输有限公司（一部）', '河北某某运输有限公司（一部）'],
  ['二〇一五', '二〇一五'],
])('the name %j is %j (rules §10)', (input, expected) => {
  expect(said(input)).toBe(expected);
});

test.each([
  ['', 'name.length'],
  ['  \u3000\u200b', 'name.length'],
  ['王'.repeat(51), 'name.length'],
  ['王\u0000小明', 'name.characters'],
  ['王\n小明', 'name.characters'],
  ['王\u2028小明', 'name.characters'],
  ['王\ud83d小明', 'name.characters'],
  ['王小明😀', 'name.characters'],
  ['王\ufffd明', 'name.characters'],
  ['123456', 'name.characters'],
  ['·买买提', 'name.characters'],
  ['买买提·', 'name.characters'],
  ['阿卜杜拉··买买提', 'name.characters'],
  ['---', 'name.characters'],
])('the name %j is refused with %s', (input, expected) => {
  expect(said(input)).toBe(expected);
});

test('fifty characters are enough for everybody, counted as people count them', () => {
  expect(parseName('𠮷'.repeat(50)).ok).toBe(true);
  expect(said('𠮷'.repeat(51))).toBe('name.length');
});

test('what is a name stays as it is when it is read again', () => {
  const part = fc.stringMatching(/^[\u4e00-\u9fa5A-Za-z \u00b7\u2022\u30fb\uff21\u3000.-]{0,60}$/);
  fc.assert(
    fc.property(fc.oneof(part, fc.string({ unit: 'binary' }), fc.string({ unit: 'grapheme' })), (text) => {
      const first = parseName(text);
      if (first.ok) expect(parseName(first.value)).toEqual(first);
    }),
    { numRuns: 2_000 },
  );
});
