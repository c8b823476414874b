import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';

import { Problem } from './problem';

const run = promisify(execFile);
const OLDEST = 17;
const ADVICE = `install a Java ${OLDEST} runtime (e.g. apt-get install openjdk-17-jre-headless), or give the address of a Kafka in KAFKA_BROKERS`;

/** The java that runs Kafka: JAVA_HOME's, else the one on the PATH. @throws Problem when missing or too old */
export async function findJava(env: NodeJS.ProcessEnv): Promise<string> {
  const home = env.JAVA_HOME;
  const java =
    home !== undefined && existsSync(join(home, 'bin', 'java')) ? join(home, 'bin', 'java') : 'java';
  const told = await run(java, ['-version'], { env }).catch(() => null);
  if (told === null) throw new Problem(`Kafka needs Java, and there is none on the PATH: ${ADVICE}.`);
  const version = majorVersion(told.stderr + told.stdout);
  if (version === null || version < OLDEST) {
    throw new Problem(
      `Kafka needs Java ${OLDEST} or newer, but \`${java}\` is version ${version ?? 'unknown'}: ${ADVICE}.`,
    );
  }
  return java;
}

/** 17 of `openjdk version "17.0.15" …`, 8 of `java version "1.8.0_402"`. */
export function majorVersion(told: string): number | null {
  const match = /version "(?:1\.)?(\d+)/.exec(told);
  return match === null ? null : Number(match[1]);
}
