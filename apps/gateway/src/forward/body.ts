import type { IncomingMessage } from 'node:http';
import { type Readable, Transform } from 'node:stream';

import { refuseRequest } from '@open122/http';

const lengthOf = (request: IncomingMessage): number | undefined => {
  const header = request.headers['content-length'];
  return header === undefined ? undefined : Number(header);
};

/** Breaks off a body whose length was not announced once it passes the limit. */
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

/** The body of a request as it comes in, null when there is none. Refuses `request.too-large`, at once or on the way. */
export function bodyOf(request: IncomingMessage, limit: number): Readable | null {
  const length = lengthOf(request);
  if (length !== undefined && length > limit) throw refuseRequest.tooLarge();
  if (request.headers['transfer-encoding'] !== undefined) {
    const limited = counted(limit);
    request.on('error', (error) => limited.destroy(error));
    return request.pipe(limited);
  }
  return length === undefined || length === 0 ? null : request;
}

/** The whole of a small body. Refuses `request.too-large`. */
export async function wholeBodyOf(request: IncomingMessage, limit: number): Promise<Buffer> {
  const body = bodyOf(request, limit);
  if (body === null) return Buffer.alloc(0);
  const chunks: Buffer[] = [];
  for await (const chunk of body) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}
