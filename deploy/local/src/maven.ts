import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

import { Problem } from './problem';
import { at, kafkaLibs, redisBinaries } from './profile';
import type { Step } from './terminal';

const REDIS_ARTEFACT = 'com.github.codemonstur:embedded-redis:1.4.3';
/** Written last: a folder without it is a download that was broken off. */
const MARKER = '.complete';

export interface Download {
  readonly env: NodeJS.ProcessEnv;
  readonly signal: AbortSignal;
  /** Where progress is shown. */
  readonly step: Step;
}

/** The broker's jars, downloaded once per pom.xml. */
export async function kafkaJars(from: Download): Promise<string> {
  const pom = at('deploy', 'local', 'pom.xml');
  const version = createHash('sha256').update(readFileSync(pom)).digest('hex');
  await download(kafkaLibs, version, from, (folder) => [
    '-f',
    pom,
    'dependency:copy-dependencies',
    '-DincludeScope=runtime',
    `-DoutputDirectory=${folder}`,
  ]);
  return kafkaLibs;
}

/** The folder with redis-server binaries of several platforms, for machines without one on the PATH. */
export async function redisJar(from: Download): Promise<string> {
  await download(redisBinaries, REDIS_ARTEFACT, from, (folder) => [
    '-f',
    at('deploy', 'local', 'pom.xml'),
    'dependency:unpack',
    `-Dartifact=${REDIS_ARTEFACT}`,
    `-DoutputDirectory=${folder}`,
  ]);
  return redisBinaries;
}

async function download(
  folder: string,
  version: string,
  from: Download,
  goal: (folder: string) => string[],
): Promise<void> {
  const marker = join(folder, MARKER);
  if (existsSync(marker) && readFileSync(marker, 'utf8') === version) return;
  // Two profiles may download at once: each into a folder of its own, the last rename stays.
  const next = `${folder}.${process.pid}`;
  rmSync(next, { recursive: true, force: true });
  mkdirSync(next, { recursive: true });
  try {
    await maven(goal(next), from);
    writeFileSync(join(next, MARKER), version);
    rmSync(folder, { recursive: true, force: true });
    renameSync(next, folder);
  } finally {
    rmSync(next, { recursive: true, force: true });
  }
}

/** Runs Maven and shows what it downloads. */
async function maven(goal: string[], { env, signal, step }: Download): Promise<void> {
  step.update('Maven starts');
  const child = spawn('mvn', ['-B', ...goal], { env, signal, stdio: ['ignore', 'pipe', 'pipe'] });
  const errors: string[] = [];
  let files = 0;
  createInterface({ input: child.stdout }).on('line', (line) => {
    const got = /^(?:\[INFO\] )?Downloaded from .*\/([^/\s]+) \(/.exec(line);
    if (got?.[1] !== undefined) {
      files += 1;
      step.update(`Maven downloads: ${files} files, ${got[1]}`);
    }
    if (line.includes('[ERROR]')) errors.push(line.replace('[ERROR]', '').trim());
  });
  createInterface({ input: child.stderr }).on('line', (line) => errors.push(line));
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once('error', (error) => reject(noMaven(error)));
    child.once('close', resolve);
  });
  if (code !== 0)
    throw new Problem(`Maven could not download what local runs need: ${errors[0] ?? `code ${code}`}`);
}

function noMaven(error: Error): Problem {
  if ((error as NodeJS.ErrnoException).code !== 'ENOENT') return new Problem(`Maven: ${error.message}`);
  return new Problem(
    'Kafka is downloaded by Maven, and there is no `mvn` on the PATH: install Maven (e.g. apt-get install maven), ' +
      'or give the addresses of running servers in KAFKA_BROKERS and REDIS_URL.',
  );
}
