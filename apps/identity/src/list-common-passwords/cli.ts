import { readFileSync, writeFileSync } from 'node:fs';

import { compact } from './compact';

const linesOf = (path: string): string[] => readFileSync(path, 'utf8').split(/\r?\n/);

/** `cli.js <published list> <our list> <file to write>`: both a password a line, the published one the most common first. */
function main([published, ours, out]: readonly string[]): void {
  if (published === undefined || ours === undefined || out === undefined)
    throw new Error('Usage: cli.js <published list> <our list> <file to write>');
  const { entries, digests } = compact(linesOf(published), linesOf(ours));
  writeFileSync(out, digests);
  process.stdout.write(`${entries} passwords in ${digests.length} bytes: ${out}\n`);
}

try {
  main(process.argv.slice(2));
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}
