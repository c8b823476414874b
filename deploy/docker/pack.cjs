// Copies what runs out of a built checkout into a new folder: `node deploy/docker/pack.cjs <folder>`. The packages of node_modules are
// the caller's to bring. No sources, tests, benchmarks or documentation.
'use strict';

const { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, statSync } = require('node:fs');
const { join } = require('node:path');

const root = join(__dirname, '..', '..');
/** Workspaces that are for tests alone. */
const TESTS = new Set(['apps/bench', 'apps/e2e', 'libs/testkit']);

function pack(to) {
  const copy = (path, filter) =>
    cpSync(join(root, path), join(to, path), { recursive: true, ...(filter && { filter }) });
  mkdirSync(to, { recursive: true });
  for (const path of ['package.json', 'nx.json', 'LICENSE', 'deploy/provinces']) copy(path);
  for (const workspace of workspaces()) {
    copy(`${workspace}/package.json`);
    copy(`${workspace}/dist`, runs);
  }
}

const workspaces = () =>
  ['apps', 'libs']
    .flatMap((folder) => readdirSync(join(root, folder)).map((name) => `${folder}/${name}`))
    .concat('deploy/local')
    .filter((path) => !TESTS.has(path) && existsSync(join(root, path, 'dist')));

/** Whatever needs the test kit is a test's. */
const runs = (path) =>
  statSync(path).isDirectory() ||
  !path.endsWith('.js') ||
  !/require\("@open122\/testkit"\)/.test(readFileSync(path, 'utf8'));

pack(process.argv[2]);
