import fc from 'fast-check';

import { LONGEST_LINE, readLines } from './read-lines';

async function* pieces(...chunks: (Buffer | string)[]): AsyncGenerator<Buffer> {
  for (const chunk of chunks) yield Buffer.from(chunk);
}
const linesOf = async (source: AsyncIterable<Buffer>) => {
  const lines: (string | null)[] = [];
  for await (const { number, bytes } of readLines(source)) {
    expect(number).toBe(lines.length + 1);
    lines.push(bytes === null ? null : bytes.toString('latin1'));
  }
  return lines;
};

test.each([
  ['', []],
  ['a', ['a']],
  ['a\n', ['a']],
  ['a\r\nb\r\n', ['a', 'b']],
  ['a\n\nb', ['a', '', 'b']],
  ['\n', ['']],
  ['a\rb\n', ['a\rb']],
])('%j has the lines %j', async (text, expected) => {
  expect(await linesOf(pieces(text))).toEqual(expected);
});

test('a line that is too long is known by its number alone and harms no other', async () => {
  const long = 'x'.repeat(LONGEST_LINE + 1);
  const longest = 'y'.repeat(LONGEST_LINE);
  expect(await linesOf(pieces(`a\n${long}\n${longest}\nb\n`))).toEqual(['a', null, longest, 'b']);
  expect(await linesOf(pieces('a\n', ...Array.from({ length: 9 }, () => long), '\nb'))).toEqual([
    'a',
    null,
    'b',
  ]);
});

test('wherever the stream is cut, the lines are the same', async () => {
  const text = fc
    .array(
      fc.constantFrom('', 'a', '冀A12345', 'x'.repeat(LONGEST_LINE - 1), 'y'.repeat(LONGEST_LINE + 2), '\r'),
      {
        maxLength: 12,
      },
    )
    .map((lines) => Buffer.from(lines.join('\n')));
  const cuts = fc.array(fc.nat(30_000), { maxLength: 10 });
  await fc.assert(
    fc.asyncProperty(text, cuts, async (bytes, places) => {
      const at = [...new Set([0, ...places.filter((place) => place < bytes.length), bytes.length])].sort(
        (a, b) => a - b,
      );
      const chunks = at.slice(1).map((end, index) => bytes.subarray(at[index], end));
      expect(await linesOf(pieces(...chunks))).toEqual(await linesOf(pieces(bytes)));
    }),
    { numRuns: 200 },
  );
});
