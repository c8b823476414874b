import { createHash } from 'node:crypto';
import { createReadStream, createWriteStream, readFileSync, statSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { setTimeout as pause } from 'node:timers/promises';

import { SingleBar } from 'cli-progress';
import { authenticator } from 'otplib';
import { request } from 'undici';

import { Problem } from './problem';
import { Screen } from './terminal';

/**
 * `npm run import -- vehicles.csv licences.csv`: uploads registry files through the gateway as the administrator of the
 * local platform, or with the token in OPEN122_TOKEN. What is bad lands beside the file as `<file>.rejects.csv`.
 */

const screen = new Screen();
const PATIENCE_MS = 120_000;
const TOTP_STEP_MS = 30_000;
const PLAIN_LINE_MS = 2_000;

interface Imported {
  importId: string;
  rows: number;
  inserted: number;
  updated: number;
  unchanged: number;
  skipped: number;
  rejected: number;
}

interface Target {
  gateway: string;
  token: string;
}

const kinds = { fileNumber: 'licences', vin: 'vehicles' } as const;

/** Licences or vehicles: told by the key's column in the header. */
async function kindOf(path: string): Promise<'licences' | 'vehicles'> {
  const file = await open(path).catch(() => {
    throw new Problem(`There is no file ${path} that can be read.`);
  });
  const { buffer, bytesRead } = await file.read(Buffer.alloc(4_096), 0, 4_096, 0);
  await file.close();
  const header = buffer.subarray(0, bytesRead).toString('utf8').split('\n', 1)[0]?.split(',') ?? [];
  const key = header.map((name) => name.replace(/^\uFEFF/, '').trim()).find((name) => name in kinds);
  if (key === undefined) {
    throw new Problem(`${path} is neither licences nor vehicles: its first line holds no column fileNumber or vin.`);
  }
  return kinds[key as keyof typeof kinds];
}

async function sha256Of(path: string): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(path), hash);
  return hash.digest('base64');
}

/** How far the upload is; the platform takes no more than it has worked off, so what is sent is what is done. */
class Progress {
  private readonly since = performance.now();
  private readonly bar: SingleBar | undefined;
  private said = 0;
  private sent = 0;

  constructor(
    private readonly name: string,
    private readonly total: number,
  ) {
    if (!process.stdout.isTTY) return;
    this.bar = new SingleBar({
      format: `${name} {bar} {percentage}% | {rate} MB/s | {eta_formatted} left`,
      hideCursor: true,
    });
    this.bar.start(total, 0, { rate: '–' });
  }

  add(bytes: number): void {
    this.sent += bytes;
    const seconds = (performance.now() - this.since) / 1_000;
    const rate = (this.sent / 1e6 / Math.max(seconds, 0.001)).toFixed(2);
    this.bar?.update(this.sent, { rate });
    if (this.bar !== undefined || performance.now() - this.said < PLAIN_LINE_MS) return;
    this.said = performance.now();
    const left = (seconds / Math.max(this.sent, 1)) * (this.total - this.sent);
    screen.line(`${this.name} ${((100 * this.sent) / this.total).toFixed(0)} % | ${rate} MB/s | ${left.toFixed(0)} s left`);
  }

  stop(): void {
    this.bar?.stop();
  }
}

async function upload(target: Target, path: string, kind: string): Promise<Imported> {
  const digest = await sha256Of(path);
  const until = performance.now() + PATIENCE_MS;
  for (;;) {
    const answer = await uploadOnce(target, path, kind, digest).catch((error: unknown) => error as Error);
    if (!(answer instanceof Error)) return answer;
    if (answer instanceof Problem || performance.now() > until) throw answer;
    screen.line(`${basename(path)}: the platform is away (${answer.message}); trying again`);
    await pause(1_000);
  }
}

async function uploadOnce(target: Target, path: string, kind: string, digest: string): Promise<Imported> {
  const size = statSync(path).size;
  const progress = new Progress(basename(path), size);
  const counted = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      progress.add(chunk.length);
      done(null, chunk);
    },
  });
  try {
    const answer = await request(`${target.gateway}/v1/ops/imports/${kind}`, {
      method: 'POST',
      headers: {
        authorization: `Bearer ${target.token}`,
        'content-type': 'text/csv',
        'content-length': String(size),
        'content-digest': `sha-256=:${digest}:`,
        'accept-language': process.env.LANG?.startsWith('zh') ? 'zh-CN' : 'en',
      },
      body: createReadStream(path).pipe(counted),
      headersTimeout: 0,
      bodyTimeout: 60_000,
    });
    if (answer.statusCode === 200) return (await answer.body.json()) as Imported;
    const problem = (await answer.body.json()) as { code: string; detail: string };
    const away = answer.statusCode >= 500 || answer.statusCode === 429;
    const sentence = `${path}: ${problem.detail} (${problem.code})`;
    throw away ? new Error(problem.code) : new Problem(sentence);
  } finally {
    progress.stop();
  }
}

async function fetchRejects(target: Target, path: string, kind: string, importId: string): Promise<string> {
  const rejects = `${path.replace(/\.csv$/, '')}.rejects.csv`;
  const answer = await request(`${target.gateway}/v1/ops/imports/${kind}/${importId}/rejects`, {
    headers: { authorization: `Bearer ${target.token}`, 'accept-language': 'en' },
  });
  if (answer.statusCode !== 200) throw new Problem(`The rejects of ${path} cannot be read (${answer.statusCode}).`);
  await pipeline(answer.body, createWriteStream(rejects));
  return rejects;
}

/** The administrator of the local platform; a TOTP code that was used already waits for the next one. */
async function signIn(gateway: string, folder: string): Promise<string> {
  const secrets = JSON.parse(readFileSync(join(folder, 'administrator.json'), 'utf8')) as Record<string, string>;
  const { username, password, totpSecret = '' } = secrets;
  for (let attempt = 1; ; attempt += 1) {
    const answer = await request(`${gateway}/v1/staff-sessions`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ username, password, totp: authenticator.generate(totpSecret) }),
    });
    const body = (await answer.body.json()) as { accessToken: string; detail: string };
    if (answer.statusCode === 200) return body.accessToken;
    if (answer.statusCode !== 401 || attempt === 2) throw new Problem(`Signing in failed: ${body.detail}`);
    screen.line('The code of this half minute has been used; waiting for the next one.');
    await pause(TOTP_STEP_MS - (Date.now() % TOTP_STEP_MS) + 500);
  }
}

async function main(): Promise<void> {
  const paths = process.argv.slice(2).filter((argument) => !argument.startsWith('--'));
  if (paths.length === 0) throw new Problem('Which files? `npm run import -- vehicles.csv licences.csv`');
  const files = await Promise.all(paths.map(async (path) => ({ path, kind: await kindOf(path) })));
  const gateway = process.env.STORY_GATEWAY_URL;
  if (gateway === undefined) throw new Problem('Nothing runs here yet: `npm start` first, in another terminal.');
  const token = process.env.OPEN122_TOKEN ?? (await signIn(gateway, process.env.STORY_SECRETS ?? ''));
  for (const { path, kind } of files) {
    const done = await upload({ gateway, token }, path, kind);
    screen.line(
      `${path}: ${done.rows} rows: ${done.inserted} new, ${done.updated} changed, ${done.unchanged} unchanged, ${done.skipped} older, ${done.rejected} rejected`,
    );
    if (done.rejected === 0) continue;
    screen.line(`  rejects: ${await fetchRejects({ gateway, token }, path, kind, done.importId)}`);
  }
}

main().catch((error: unknown) => {
  screen.problem(error);
  process.exitCode = 1;
});
