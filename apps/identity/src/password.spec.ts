import fc from 'fast-check';

import { passwordFault, sufficesAlone } from './password';

it.each([
  ['7 chars', 'too-short'],
  ['x'.repeat(129), 'too-long'],
  ['password1', 'common'],
  ['PASSWORD1', 'common'],
  ['woaini1314', 'common'],
  ['smokey24', 'common'],
  ['Smokey24', 'common'],
  ['ｐａｓｓｗｏｒｄ１', 'common'],
  ['23456789', 'common'],
  ['hgfedcba', 'common'],
  ['qwertyui', 'common'],
  ['zzzzzzzzzzzz', 'common'],
  ['abababab', 'common'],
  ['kqkqkqkq', null],
  ['abcabcabcabc', null],
  ['12341234', 'common'],
  ['kleine rote katze', null],
  ['八个汉字也是密码', null],
])('%p is %p', (password, fault) => {
  expect(passwordFault(password)).toBe(fault);
});

it('no composition is asked for: any 8 to 128 characters that nobody guesses first will do', () => {
  fc.assert(
    fc.property(fc.string({ minLength: 12, maxLength: 60, unit: 'grapheme-ascii' }), (text) => {
      fc.pre(new Set(text).size > 6);
      expect(passwordFault(`${text}#`)).toBeNull();
    }),
  );
});

it('15 characters suffice without a code, 14 do not; a character is not a code unit', () => {
  expect(sufficesAlone('a'.repeat(15))).toBe(true);
  expect(sufficesAlone('a'.repeat(14))).toBe(false);
  expect(sufficesAlone('😀'.repeat(14))).toBe(false);
});
