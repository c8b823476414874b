import { asParameter } from './array-text';

test.each<[unknown[], string]>([
  [[], '{}'],
  [['a', 'null', '', ' b '], '{"a","null",""," b "}'],
  [['{"a":1}', 'a\\z'], '{"{\\"a\\":1}","a\\\\z"}'],
  [[1, null, -2.5], '{1,null,-2.5}'],
  [[true, false], '{true,false}'],
  [['王小明', '𠮷'], '{"王小明","𠮷"}'],
])('%j is written as %s', (values, text) => {
  expect(asParameter(values)).toBe(text);
});

test.each([
  ['control characters', ['a\nb']],
  ['half a character', ['\ud842']],
  ['bytes', [Buffer.from('a')]],
  ['arrays in arrays', [['a']]],
  ['moments', [new Date(0)]],
  ['what is no array', 'a'],
  ['what is not there', undefined],
])('%s are left to the driver', (_, value) => {
  expect(asParameter(value)).toBe(value);
});
