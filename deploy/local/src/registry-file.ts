import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';

import { Problem } from './problem';

export type RegistryKind = 'licences' | 'vehicles';

/** A file of the inner registry on this machine. */
export interface RegistryFile {
  readonly path: string;
  readonly kind: RegistryKind;
  readonly bytes: number;
  /** Lines behind the header. */
  readonly rows: number;
  /** Base64, as Content-Digest writes it. */
  readonly sha256: string;
}

const KIND_OF_KEY: Readonly<Record<string, RegistryKind>> = { fileNumber: 'licences', vin: 'vehicles' };
const NEWLINE = 0x0a;
const HEADER_BYTES = 4_096;

/** Reads a file once, for what the upload has to say of it. @throws Problem when it is no registry file */
export async function registryFile(path: string): Promise<RegistryFile> {
  const kind = await kindOf(path);
  const hash = createHash('sha256');
  let bytes = 0;
  let lines = 0;
  for await (const chunk of createReadStream(path) as AsyncIterable<Buffer>) {
    hash.update(chunk);
    bytes += chunk.length;
    lines += linesIn(chunk);
  }
  return { path, kind, bytes, rows: Math.max(lines - 1, 0), sha256: hash.digest('base64') };
}

function linesIn(chunk: Buffer): number {
  let lines = 0;
  for (let at = chunk.indexOf(NEWLINE); at !== -1; at = chunk.indexOf(NEWLINE, at + 1)) lines += 1;
  return lines;
}

/** The key's column in the header tells which file it is. */
async function kindOf(path: string): Promise<RegistryKind> {
  const file = await open(path).catch(() => {
    throw new Problem(`There is no file ${path} that can be read.`);
  });
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(HEADER_BYTES), 0, HEADER_BYTES, 0);
    const [header = ''] = buffer.subarray(0, bytesRead).toString('utf8').split(/\r?\n/, 1);
    const names = header.replace(/^\uFEFF/, '').split(',');
    const key = names.map((name) => name.trim()).find((name) => Object.hasOwn(KIND_OF_KEY, name));
    const kind = KIND_OF_KEY[key ?? ''];
    if (kind !== undefined) return kind;
  } finally {
    await file.close();
  }
  throw new Problem(
    `${path} is neither licences nor vehicles: its first line names no column fileNumber or vin.`,
  );
}
