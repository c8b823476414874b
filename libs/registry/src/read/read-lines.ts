/** Longest line that is read, in bytes; a longer one is refused and skipped. */
export const LONGEST_LINE = 4_096;

const NEWLINE = 0x0a;
const RETURN = 0x0d;

/** A line as it stands in the file, numbered from 1, without its end; null when it is too long. */
export interface Line {
  readonly number: number;
  readonly bytes: Buffer | null;
}

/**
 * Cuts a stream of bytes into lines. Works on bytes because 0x0A is never part of a character in UTF-8 or GB18030, so that a
 * damaged character harms its own line only. Holds one chunk and the rest of a line, never the file.
 */
export async function* readLines(source: AsyncIterable<Buffer>): AsyncGenerator<Line> {
  let rest: Buffer[] = [];
  let restLength = 0;
  let number = 0;
  const take = (last: Buffer): Line => {
    number += 1;
    const whole = rest.length === 0 ? last : Buffer.concat([...rest, last]);
    const tooLong = restLength + last.length > LONGEST_LINE;
    rest = [];
    restLength = 0;
    return { number, bytes: tooLong ? null : withoutReturn(whole) };
  };
  for await (const chunk of source) {
    let from = 0;
    for (let end = chunk.indexOf(NEWLINE); end !== -1; end = chunk.indexOf(NEWLINE, from)) {
      yield take(chunk.subarray(from, end));
      from = end + 1;
    }
    if (from === chunk.length) continue;
    restLength += chunk.length - from;
    // Of a line that is too long already only its length is kept.
    if (restLength <= LONGEST_LINE) rest.push(chunk.subarray(from));
  }
  if (restLength > 0) yield take(Buffer.alloc(0));
}

const withoutReturn = (bytes: Buffer): Buffer => (bytes.at(-1) === RETURN ? bytes.subarray(0, -1) : bytes);
