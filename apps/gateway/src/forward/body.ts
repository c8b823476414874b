import type { IncomingMessage } from 'node:http';
import { type Readable, Transform } from 'node:stream';

import { refuseRequest } from '@open122/http';

/** After an answer that came before its request was read to the end. */
const DRAINED_WITHIN_MILLISECONDS = 5_000;

const lengthOf = (request: IncomingMessage): number | undefined => {
  const header = request.headers['content-length'];
  return header === undefined ? undefined : Number(header);
};

/** Breaks off a body once it passes the limit. */
const counted = (limit: number): Transform => {
  let bytes = 0;
  return new Transform({
    transform(chunk: Buffer, _encoding, done) {
      bytes += chunk.length;
      if (bytes > limit) done(refuseRequest.tooLarge());
      else done(null, chunk);
    },
  });
};

/**
 * The body of a request as it comes in, null when there is none. It is a stream of its own: whoever breaks it off does not cut
 * the client's connection. Refuses `request.too-large`, at once or on the way.
 */
export function bodyOf(request: IncomingMessage, limit: number): Readable | null {
  const length = lengthOf(request);
  if (length !== undefined && length > limit) throw refuseRequest.tooLarge();
  const comes = request.headers['transfer-encoding'] !== undefined || (length ?? 0) > 0;
  if (!comes) return null;
  const body = counted(limit);
  request.once('error', (error) => body.destroy(error));
  return request.pipe(body);
}

/** The whole of a small body. Refuses `request.too-large`. */
export async function wholeBodyOf(request: IncomingMessage, limit: number): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of bodyOf(request, limit) ?? []) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}

/**
 * Reads on what is left of a body that nobody wants any more, so that the client gets to read its answer and may use the
 * connection again; a client that does not come to an end is cut off.
 */
export function drain(request: IncomingMessage): void {
  if (request.complete || request.destroyed) return;
  request.unpipe();
  request.resume();
  const cut = setTimeout(() => request.destroy(), DRAINED_WITHIN_MILLISECONDS);
  cut.unref();
  request.once('close', () => clearTimeout(cut));
  request.once('end', () => clearTimeout(cut));
}
