import {
  Audit,
  Database,
  isUnavailable,
  openSource,
  PROGRAM_CONNECTS_WITHIN,
  SystemClock,
} from '@open122/service';
import type { EntitySchema } from 'typeorm';

import { Keys } from './key-ring/keys';
import type { KeySettings } from './key-ring/key-settings';
import { operatorConfig } from './operator.config';
import { Vault } from './vault';

/** Who runs programs beside the services, as the audit names him. */
export const OPERATOR = 'operator of the platform';

/** What a program beside the services works with: identity's database, and its keys as they are in the ring. */
export interface Workshop {
  database: Database;
  settings: KeySettings;
  keys: Keys;
  vault: Vault;
  clock: SystemClock;
  audit: Audit;
}

/** Runs a program with identity's settings; `work` answers its exit code, what it throws is told in a sentence and is 1. */
export function runProgram(
  work: (workshop: Workshop) => Promise<number>,
  entities: readonly EntitySchema[] = [],
): void {
  withWorkshop(work, entities).then(
    (code) => {
      process.exitCode = code;
    },
    (error: unknown) => {
      warn(sentence(error));
      process.exitCode = 1;
    },
  );
}

export const say = (text: string): void => void process.stdout.write(`${text}\n`);
export const warn = (text: string): void => void process.stderr.write(`${text}\n`);

async function withWorkshop(
  work: (workshop: Workshop) => Promise<number>,
  entities: readonly EntitySchema[],
): Promise<number> {
  const { databaseUrl, refKey, keys: settings } = operatorConfig();
  const source = openSource({
    ...{ url: databaseUrl, pool: 3, entities, name: 'identity program' },
    connectWithin: PROGRAM_CONNECTS_WITHIN,
  });
  await source.initialize();
  const database = new Database(source);
  try {
    const keys = new Keys(database, settings);
    await keys.read();
    const locked = keys.locked();
    if (locked.length > 0) throw new Error(`${locked.join('; ')}.`);
    const clock = new SystemClock();
    const vault = new Vault(refKey, keys);
    return await work({ database, settings, keys, vault, clock, audit: new Audit(clock) });
  } finally {
    await database.close();
  }
}

function sentence(error: unknown): string {
  if (isUnavailable(error)) return "Identity's database cannot be reached (IDENTITY_DATABASE_URL).";
  return error instanceof Error ? error.message : String(error);
}
