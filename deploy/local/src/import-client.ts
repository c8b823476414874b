import { createReadStream, createWriteStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import { setTimeout as pause } from 'node:timers/promises';

import { importIdOf } from '@open122/contracts';
import { type Dispatcher, request } from 'undici';

import { ImportProgress } from './import-progress';
import { Problem } from './problem';
import type { RegistryFile } from './registry-file';
import type { Screen } from './terminal';

/** What the platform answers to an upload; counts are of rows. */
export interface Imported {
  importId: string;
  rows: number;
  inserted: number;
  updated: number;
  unchanged: number;
  skipped: number;
  rejected: number;
}

/** After this without a step forward the platform counts as gone. */
const PATIENCE_MS = 120_000;
const PAUSE_MS = 1_000;
/** The platform counts a thousand rows at a time. */
const LOOK_MS = 300;
/** 409: an upload whose connection broke may still be at its last chunk. */
const REPEATED = new Set([409, 429, 502, 503, 504]);

/** Uploads registry files through the gateway; an import goes on where it stood. */
export class ImportClient {
  constructor(
    private readonly gateway: string,
    /** A token that holds for some minutes more. */
    private readonly token: () => Promise<string>,
    private readonly screen: Screen,
  ) {}

  /** Repeats on a lost connection and while the platform is away. @throws Problem when it refuses the file, or stays away */
  async upload(file: RegistryFile): Promise<Imported> {
    return this.patiently(file.path, (onStep) => this.once(file, onStep));
  }

  /** Writes the lines that were kept out, with why, to a file. */
  async saveRejects(file: RegistryFile, importId: string, to: string): Promise<void> {
    await this.patiently(to, () => this.saveOnce(file, importId, to));
  }

  /** Gives up when no attempt has come further than those before for a while; a step is a number of rows that are in. */
  private async patiently<T>(what: string, work: (onStep: (rows: number) => void) => Promise<T>): Promise<T> {
    let furthest = -1;
    for (let until = 0; ;) {
      let reached = 0;
      try {
        return await work((rows) => (reached = rows));
      } catch (error) {
        if (error instanceof Problem) throw error;
        if (reached > furthest) until = performance.now() + PATIENCE_MS;
        furthest = Math.max(furthest, reached);
        const why = (error as Error).message;
        if (performance.now() > until) throw new Problem(`${what}: the platform stays away (${why}).`);
        this.screen.line(`${what}: ${why}; trying again`);
        await pause(PAUSE_MS);
      }
    }
  }

  private async saveOnce({ kind }: RegistryFile, importId: string, to: string): Promise<void> {
    const answer = await request(`${this.gateway}/v1/ops/imports/${kind}/${importId}/rejects`, {
      headers: await this.headers(),
      headersTimeout: 30_000,
      bodyTimeout: 30_000,
    });
    if (answer.statusCode !== 200) throw refused(answer.statusCode, await answer.body.text(), to);
    await pipeline(answer.body, createWriteStream(to));
  }

  private async once(file: RegistryFile, onStep: (rows: number) => void): Promise<Imported> {
    const headers = await this.headers();
    const progress = new ImportProgress(file.path, file.rows, this.screen);
    const done = new AbortController();
    const watching = this.watch(file, headers, done.signal, (rows) => {
      onStep(rows);
      progress.reached(rows);
    });
    try {
      const imported = await readAnswer(await this.send(file, headers), file.path);
      progress.reached(imported.rows);
      return imported;
    } finally {
      done.abort();
      await watching;
      progress.stop();
    }
  }

  private send(file: RegistryFile, headers: Record<string, string>): Promise<Dispatcher.ResponseData> {
    return request(`${this.gateway}/v1/ops/imports/${file.kind}`, {
      method: 'POST',
      headers: {
        ...headers,
        'content-type': 'text/csv',
        'content-length': String(file.bytes),
        'content-digest': `sha-256=:${file.sha256}:`,
      },
      body: createReadStream(file.path),
      // Answered once everything is in; a connection that is lost meanwhile ends at once.
      headersTimeout: 0,
      bodyTimeout: 60_000,
    });
  }

  /** Asks how far the import is until it is told to stop; what is sent says little, since much of it waits on its way. */
  private async watch(
    { kind, sha256 }: RegistryFile,
    headers: Record<string, string>,
    signal: AbortSignal,
    onRows: (rows: number) => void,
  ): Promise<void> {
    const url = `${this.gateway}/v1/ops/imports/${kind}/${importIdOf(sha256)}`;
    while (!signal.aborted) {
      await pause(LOOK_MS, undefined, { signal }).catch(() => undefined);
      const rows = await rowsAt(url, headers, signal);
      if (rows !== null) onRows(rows);
    }
  }

  private async headers(): Promise<Record<string, string>> {
    return {
      authorization: `Bearer ${await this.token()}`,
      'accept-language': process.env.LANG?.startsWith('zh') ? 'zh-CN' : 'en',
    };
  }
}

/** Null while nobody can tell. */
async function rowsAt(
  url: string,
  headers: Record<string, string>,
  signal: AbortSignal,
): Promise<number | null> {
  try {
    const { statusCode, body } = await request(url, { headers, signal, headersTimeout: 5_000 });
    const text = await body.text();
    return statusCode === 200 ? (JSON.parse(text) as Imported).rows : null;
  } catch {
    return null;
  }
}

async function readAnswer({ statusCode, body }: Dispatcher.ResponseData, path: string): Promise<Imported> {
  const text = await body.text();
  if (statusCode !== 200) throw refused(statusCode, text, path);
  return JSON.parse(text) as Imported;
}

/** A Problem when repeating does not help. */
function refused(status: number, text: string, path: string): Error {
  const { code, detail } = problemIn(text);
  if (REPEATED.has(status)) return new Error(code ?? `the gateway answered ${status}`);
  return new Problem(`${path}: ${detail ?? text} (${code ?? status})`);
}

/** A proxy in between may answer without a problem document. */
function problemIn(text: string): { code?: string; detail?: string } {
  try {
    return JSON.parse(text) as { code?: string; detail?: string };
  } catch {
    return {};
  }
}
