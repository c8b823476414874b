const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
const lossy = new TextDecoder('utf-8', { ignoreBOM: true });
const gb18030 = new TextDecoder('gb18030', { fatal: true });

/** UTF-8 of three bytes and more, as every Chinese character is: GB18030 does not look like it by chance. */
const CERTAIN = /[\u0800-\uFFFF]/;
const DAMAGED = '\uFFFD';

function decoded(decoder: typeof utf8, bytes: Buffer): string | null {
  try {
    return decoder.decode(bytes);
  } catch {
    return null;
  }
}

/**
 * Turns the lines of one file into text, from its first. A file is UTF-8 until a line is not; when no Chinese character was read
 * before, it is GB18030 from there on (a superset of GBK and GB2312). A damaged line of a file that is known is that line's fault.
 */
export class LineDecoder {
  #certain = false;
  #gb18030 = false;

  /** Null when the bytes are no text. */
  decode(bytes: Buffer): string | null {
    if (this.#gb18030) return decoded(gb18030, bytes);
    const text = decoded(utf8, bytes);
    if (text === null) return this.#otherwise(bytes);
    this.#certain ||= CERTAIN.test(text);
    return text;
  }

  #otherwise(bytes: Buffer): string | null {
    if (this.#certain) return null;
    const [before = ''] = lossy.decode(bytes).split(DAMAGED, 1);
    this.#certain = CERTAIN.test(before);
    if (this.#certain) return null;
    const text = decoded(gb18030, bytes);
    this.#gb18030 = text !== null;
    return text;
  }
}
