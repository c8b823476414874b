import { createHash } from 'node:crypto';
import type { Readable } from 'node:stream';
import { finished } from 'node:stream/promises';

import { refuse } from '../refusals';

/** Largest file of an upload, in bytes (design §7). */
export const LARGEST_FILE = 1024 ** 3;

/** An upload on its way in, measured as it is read: its digest is known once it has been read to its end. */
export class ReceivedFile {
  private readonly hash = createHash('sha256');
  private bytes = 0;

  constructor(private readonly source: Readable) {}

  /** At the pace of whoever reads. Leaving it early leaves the connection open, for the answer. */
  async *read(): AsyncGenerator<Buffer> {
    const chunks = this.source.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>;
    for await (const chunk of chunks) {
      this.bytes += chunk.length;
      if (this.bytes > LARGEST_FILE) throw refuse.tooLarge();
      this.hash.update(chunk);
      yield chunk;
    }
  }

  /** Reads what is left of the file, for its digest's sake. */
  async skip(): Promise<void> {
    for await (const _ of this.read());
  }

  /** Whether what was read is the file of this SHA-256 (base64). Asked once, at the end. */
  is(sha256: string): boolean {
    return this.hash.digest('base64') === sha256;
  }

  /**
   * Throws the rest away. A client that is still sending when the answer comes would see a broken connection instead of it,
   * because proxies give a request up once it is answered.
   */
  async drain(): Promise<void> {
    this.source.resume();
    await finished(this.source, { writable: false }).catch(() => undefined);
  }
}
