import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { DIGEST_BYTES, isListed, plainText } from './common-passwords';

const file = readFileSync(join(__dirname, 'common-passwords.bin'));
const entries = Array.from({ length: file.length / DIGEST_BYTES }, (_, at) =>
  file.subarray(at * DIGEST_BYTES, (at + 1) * DIGEST_BYTES),
);

it('a hundred thousand and those of our own, each once, in half a megabyte', () => {
  expect(entries).toHaveLength(100_071);
  expect(entries.every((each, at) => at === 0 || entries[at - 1]!.compare(each) < 0)).toBe(true);
  expect(file.length).toBeLessThan(2_000_000);
});

it.each([
  ['the first of the published list', 'password', true],
  ['one of its ten thousands', 'liverpool1', true],
  ['its last', 'smokey24', true],
  ['the first that is left out', 'smokey212', false],
  ['one of our own alone', 'woaini1314520', true],
  ['one too short for the list', '123456', false],
  ['a sentence', 'three quiet herons', false],
  ['none', '', false],
])('%s: %p is listed: %p', (_, password, listed) => {
  expect(isListed(password)).toBe(listed);
});

it('every one of our own is in it', () => {
  const ours = readFileSync(join(__dirname, 'list-common-passwords', 'ours.txt'), 'utf8')
    .trim()
    .split('\n');
  expect(ours.length).toBeGreaterThan(300);
  expect(ours.filter((each) => !isListed(plainText(each)))).toEqual([]);
});

it('of 300,000 that nobody chose none is taken for a common one', () => {
  const taken = Array.from({ length: 300_000 }, (_, n) => `nobody chose ${n}`).filter(isListed);
  expect(taken).toEqual([]);
});

it('it is there in less than 30 ms', () => {
  const taken = Array.from({ length: 5 }, () => {
    const began = performance.now();
    jest.isolateModules(() => {
      const fresh = jest.requireActual<{ isListed: typeof isListed }>('./common-passwords');
      fresh.isListed('password');
    });
    return performance.now() - began;
  });
  expect(Math.min(...taken)).toBeLessThan(30);
});
