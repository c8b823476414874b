import { DIGEST_BYTES, digestOf } from '../common-passwords';
import { compact } from './compact';

const listed = (digests: Buffer): string[] =>
  Array.from({ length: digests.length / DIGEST_BYTES }, (_, at) =>
    digests.subarray(at * DIGEST_BYTES, (at + 1) * DIGEST_BYTES).toString('hex'),
  );
const expected = (...plain: string[]): string[] => plain.map((each) => digestOf(each).toString('hex')).sort();

it('the most common first, each once however it is written, without those too short; ours on top', () => {
  const published = ['short', 'password', 'PASSWORD', 'ｐａｓｓｗｏｒｄ', '12345678', 'left-out'];
  const { entries, digests } = compact(published, ['woaini1314', 'password', 'ours', ''], 2);
  expect(entries).toBe(3);
  expect(listed(digests)).toEqual(expected('password', '12345678', 'woaini1314'));
});

it('a character is not a code unit', () => {
  expect(() => compact(['😀😀😀😀'], [], 1)).toThrow('has 0 of the 1');
});

it('a published list that is too short is no hundred thousand', () => {
  expect(() => compact(['password'], [])).toThrow('has 1 of the 100000');
});
