/** How a demonstration file is written. */
export type DemoEncoding = 'utf-8' | 'gb18030';
export const DEMO_ENCODINGS: readonly DemoEncoding[] = ['utf-8', 'gb18030'];

let codes: Map<string, number> | undefined;

/** The two-byte characters of GB18030 by their codes, read off the decoder, as there is no encoder. */
function codesOf(): Map<string, number> {
  const decoder = new TextDecoder('gb18030');
  const found = new Map<string, number>();
  for (let lead = 0x81; lead <= 0xfe; lead += 1) {
    for (let trail = 0x40; trail <= 0xfe; trail += 1) {
      if (trail !== 0x7f) found.set(decoder.decode(Uint8Array.of(lead, trail)), lead * 256 + trail);
    }
  }
  return found;
}

/** Throws RangeError for a character that GB18030 writes with four bytes: no invented name has one. */
function gb18030(text: string): Buffer {
  codes ??= codesOf();
  const bytes: number[] = [];
  for (const character of text) {
    const code = character <= '\x7f' ? character.charCodeAt(0) : codes.get(character);
    if (code === undefined) throw new RangeError(`not written here: ${character}`);
    if (code > 0xff) bytes.push(code >> 8);
    bytes.push(code & 0xff);
  }
  return Buffer.from(bytes);
}

export const encode = (text: string, encoding: DemoEncoding): Buffer =>
  encoding === 'utf-8' ? Buffer.from(text) : gb18030(text);
