import { readFileSync, rmSync } from 'node:fs';

import { AdministratorSession } from './administrator-session';
import { ImportClient } from './import-client';
import { Problem } from './problem';
import { type RegistryFile, registryFile } from './registry-file';
import { Screen } from './terminal';

/**
 * `npm run import -- vehicles.csv licences.csv`: uploads registry files through the gateway as the administrator of the
 * local platform, or with the token in OPEN122_TOKEN. What is bad lands beside the file as `<file>.rejects.csv`.
 */
async function run(screen: Screen, paths: readonly string[]): Promise<void> {
  if (paths.length === 0) throw new Problem('Which files? `npm run import -- vehicles.csv licences.csv`');
  const files: RegistryFile[] = [];
  for (const path of paths) files.push(await registryFile(path));
  const { STORY_GATEWAY_URL: gateway, STORY_SECRETS: secrets = '', OPEN122_TOKEN: given } = process.env;
  if (gateway === undefined)
    throw new Problem('Nothing runs here yet: `npm start` first, in another terminal.');
  const administrator = new AdministratorSession(gateway, secrets, screen);
  const token = given === undefined ? () => administrator.token() : () => Promise.resolve(given);
  const client = new ImportClient(gateway, token, screen);
  for (const file of files) await importFile(screen, client, file);
}

async function importFile(screen: Screen, client: ImportClient, file: RegistryFile): Promise<void> {
  const done = await client.upload(file);
  screen.line(
    `${file.path}: ${done.rows} rows: ${done.inserted} new, ${done.updated} changed, ${done.unchanged} unchanged, ${done.skipped} older, ${done.rejected} rejected`,
  );
  const rejects = `${file.path.replace(/\.csv$/, '')}.rejects.csv`;
  if (done.rejected === 0) {
    rmSync(rejects, { force: true });
    return;
  }
  await client.saveRejects(file, done.importId, rejects);
  screen.line(`  listed in ${rejects}:`);
  for (const [code, lines] of byCode(readFileSync(rejects, 'utf8'))) {
    screen.line(`  ${String(lines).padStart(7)} ${code}`);
  }
}

/** How often each code occurs; the columns before it are never quoted. */
function byCode(rejects: string): [code: string, lines: number][] {
  const counts = new Map<string, number>();
  for (const line of rejects.trimEnd().split('\n').slice(1)) {
    const code = line.split(',', 3)[2] ?? '';
    counts.set(code, (counts.get(code) ?? 0) + 1);
  }
  return [...counts].sort(([a], [b]) => (a < b ? -1 : 1));
}

const screen = new Screen();
run(screen, process.argv.slice(2)).catch((error: unknown) => {
  screen.problem(error);
  process.exitCode = 1;
});
