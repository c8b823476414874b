import type { IncomingMessage } from 'node:http';
import { type Readable, Transform } from 'node:stream';
import { buffer } from 'node:stream/consumers';

import { refuseRequest } from '@open122/http';

/** After an answer that came before its request was read to the end. */
const DRAINED_WITHIN_MILLISECONDS = 5_000;
/** A body that is read as a whole has come by then. */
const WHOLE_WITHIN_MILLISECONDS = 30_000;
/** A streamed body may last, but not stand still. */
const STILL_AT_MOST_MILLISECONDS = 30_000;

/** Whether there is a body. Refuses `request.too-large` when its announced length says so. */
function comes({ headers }: IncomingMessage, limit: number): boolean {
  const length = Number(headers['content-length'] ?? 0);
  if (length > limit) throw refuseRequest.tooLarge();
  return headers['transfer-encoding'] !== undefined || length > 0;
}

/** Breaks off a body once it passes the limit, or once its sender, and not whoever reads it, lets it stand still. */
function watched(limit: number): Transform {
  let bytes = 0;
  const body = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      bytes += chunk.length;
      still.refresh();
      if (bytes > limit) done(refuseRequest.tooLarge());
      else done(null, chunk);
    },
  });
  const still = setTimeout(() => {
    if (body.readableLength > 0) still.refresh();
    else body.destroy(refuseRequest.tooSlow());
  }, STILL_AT_MOST_MILLISECONDS);
  body.once('close', () => clearTimeout(still));
  return body;
}

/**
 * A body as it comes in, null when there is none. It is a stream of its own: whoever breaks it off does not cut the client's
 * connection. Refuses `request.too-large` and `request.too-slow`, at once or on the way.
 */
export function streamOf(request: IncomingMessage, limit: number): Readable | null {
  if (!comes(request, limit)) return null;
  const body = watched(limit);
  // the client has gone: what comes of its request is told to nobody
  const gone = (): void => void body.destroy(refuseRequest.tooSlow());
  if (request.destroyed) gone();
  request.once('error', gone);
  return request.pipe(body);
}

/**
 * The whole of a small body, null when there is none: a service, to which there are few connections, is asked only once all has
 * come, however slowly that was. Refuses as {@link streamOf}.
 */
export async function wholeOf(request: IncomingMessage, limit: number): Promise<Buffer | null> {
  const body = streamOf(request, limit);
  if (body === null) return null;
  const late = setTimeout(() => body.destroy(refuseRequest.tooSlow()), WHOLE_WITHIN_MILLISECONDS);
  return buffer(body).finally(() => clearTimeout(late));
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
