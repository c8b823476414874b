import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';

import { at } from '@open122/local';

const run = promisify(execFile);

/** Registry files of invented persons on disk. */
export interface RegistryFiles {
  readonly licences: string;
  readonly vehicles: string;
  /** Of both files, damaged ones included. */
  readonly rows: number;
}

/** Writes them as `npm run demo:registry` does; another seed invents other persons. */
export async function registryFiles(persons: number, seed: number): Promise<RegistryFiles> {
  const out = at('.local', 'bench', 'registry', `${persons}-${seed}`);
  const program = at('deploy', 'local', 'dist', 'src', 'demo-registry.js');
  const words = ['--persons', persons, '--seed', seed, '--out', out].map(String);
  await run(process.execPath, [program, ...words]);
  const [licences, vehicles] = [join(out, 'licences.csv'), join(out, 'vehicles.csv')];
  return { licences, vehicles, rows: rowsIn(licences) + rowsIn(vehicles) };
}

/** Lines behind the header. */
function rowsIn(path: string): number {
  return readFileSync(path).reduce((lines, byte) => lines + (byte === 0x0a ? 1 : 0), -1);
}
