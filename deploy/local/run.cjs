// The door of every command (`npm start` and its like): checks the machine, builds what changed, runs the command.
// Written so that an old Node can still read it and be told what is wrong.
'use strict';

const { spawn } = require('node:child_process');
const { createHash } = require('node:crypto');
const { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } = require('node:fs');
const { join } = require('node:path');

const root = join(__dirname, '..', '..');
const local = join('deploy', 'local', 'dist', 'src');

/**
 * A command is a program of the workspace. Where it says so, it is told of the running platform first:
 * `gateway` = STORY_GATEWAY_URL and STORY_SECRETS, `services` = the settings of all services.
 */
const commands = {
  start: { main: join(local, 'start.js') },
  infra: { main: join(local, 'infra.js') },
  serve: { main: join(local, 'serve.js') },
  test: { main: join(local, 'test.js') },
  story: { program: join('apps', 'e2e', 'dist', 'src', 'story.js'), needs: 'gateway' },
  faults: { program: join('apps', 'e2e', 'dist', 'src', 'faults.js') },
  bench: { program: join('apps', 'bench', 'dist', 'src', 'bench.js') },
  import: { program: join(local, 'import.js'), needs: 'gateway' },
  'demo:registry': { program: join(local, 'demo-registry.js') },
  rebuild: { program: join(local, 'rebuild.js'), needs: 'services' },
  ops: { program: join(local, 'ops.js'), needs: 'services' },
  'audit:verify': { program: join(local, 'audit-verify.js'), needs: 'services' },
  docs: { program: join(local, 'docs.js') },
};

function fail(sentence) {
  process.stderr.write(`✗ ${sentence}\n`);
  process.exit(1);
}

function checkMachine() {
  const version = process.versions.node.split('.').map(Number);
  if (version[0] < 20 || (version[0] === 20 && version[1] < 19)) {
    fail(
      `open122 needs Node 20.19 or newer, but this is ${process.versions.node}: install a newer one (.nvmrc names the one to use).`,
    );
  }
  if (process.platform === 'win32') fail('open122 runs on Linux and macOS; on Windows use WSL.');
  if (!existsSync(join(root, 'node_modules', 'nx')))
    fail('The packages are not installed yet: run `npm ci` first.');
}

/** Everything the compiled code depends on, as one number. */
function fingerprint() {
  const hash = createHash('sha256');
  const walk = (folder) => {
    if (!existsSync(folder)) return;
    for (const entry of readdirSync(folder, { withFileTypes: true })) {
      const path = join(folder, entry.name);
      if (entry.isDirectory()) walk(path);
      else if (!/spec\.ts$/.test(entry.name)) {
        const { size, mtimeMs } = statSync(path);
        hash.update(`${path} ${size} ${mtimeMs}\n`);
      }
    }
  };
  for (const folder of workspaces()) {
    walk(join(folder, 'src'));
    walk(join(folder, 'migrations'));
  }
  for (const file of [join(root, '.swcrc'), join(__dirname, 'bundle.cjs')]) hash.update(readFileSync(file));
  return hash.digest('hex');
}

function workspaces() {
  const inside = (folder) => readdirSync(join(root, folder)).map((name) => join(root, folder, name));
  return [...inside('libs'), ...inside('apps'), join(root, 'deploy', 'local')].filter((folder) =>
    existsSync(join(folder, 'package.json')),
  );
}

/** Compiles with Nx unless nothing changed since the last time: a running platform's files stay untouched then. */
async function build() {
  const stamp = join(root, '.local', 'built');
  const now = fingerprint();
  const built = workspaces().every((folder) => existsSync(join(folder, 'dist')));
  if (built && existsSync(stamp) && readFileSync(stamp, 'utf8') === now) return;
  const began = Date.now();
  const shown = (mark) =>
    `${mark} ${'build'.padEnd(12)} ${((Date.now() - began) / 1000).toFixed(1).padStart(5)} s`;
  const live = process.stdout.isTTY;
  if (!live) process.stdout.write('… build\n');
  const ticking = live && setInterval(() => process.stdout.write(`\r${shown('…')}`), 100);
  const { code, output } = await nx();
  if (code === 0) await require('./bundle.cjs').bundle();
  clearInterval(ticking);
  process.stdout.write(`${live ? '\r' : ''}${shown(code === 0 ? '✓' : '✗')}\n`);
  if (code !== 0) {
    process.stderr.write(output);
    fail('The build failed, see above.');
  }
  mkdirSync(join(root, '.local'), { recursive: true });
  writeFileSync(stamp, now);
}

/** The root is left out: its own `build` is this very command. */
function nx() {
  const args = [
    join('node_modules', '.bin', 'nx'),
    'run-many',
    '-t',
    'build',
    '--exclude=open122',
    '--outputStyle=static',
  ];
  const env = { ...process.env, NX_DAEMON: 'false', NX_TUI: 'false', NO_COLOR: '1' };
  delete env.FORCE_COLOR;
  const child = spawn(process.execPath, args, { cwd: root, env, stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (output += chunk));
  return new Promise((resolve) => {
    child.on('error', (error) => resolve({ code: 1, output: `${error.message}\n` }));
    child.on('close', (code) => resolve({ code, output }));
  });
}

/** What a command is told of the running platform. */
function told(needs) {
  if (needs === undefined) return {};
  const { liveGateway, liveRun, Problem } = require(join(root, local, 'index.js'));
  try {
    if (needs === 'services') return liveRun().settings;
    return { STORY_GATEWAY_URL: liveGateway(), STORY_SECRETS: liveRun().profile.secrets };
  } catch (error) {
    if (error instanceof Problem) fail(error.message);
    throw error;
  }
}

function runProgram({ program, needs }, args) {
  const child = spawn(process.execPath, ['--enable-source-maps', join(root, program), ...args], {
    env: { ...process.env, ...told(needs) },
    stdio: 'inherit',
  });
  for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => child.kill(signal));
  child.on('error', (error) => fail(error.message));
  child.on('exit', (code) => process.exit(code ?? 1));
}

async function main() {
  checkMachine();
  const [name, ...args] = process.argv.slice(2);
  const command = Object.hasOwn(commands, name ?? '') ? commands[name] : undefined;
  if (command === undefined)
    fail(`There is no command ${name}. Commands: ${Object.keys(commands).join(' ')}.`);
  await build();
  if (command.main !== undefined) require(join(root, command.main)).main(args);
  else runProgram(command, args);
}

main().catch((error) => fail(error.stack));
