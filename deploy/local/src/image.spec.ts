import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { SERVICES } from '@open122/contracts';

import { at } from './profile';

jest.setTimeout(60_000);

const image = mkdtempSync(join(tmpdir(), 'open122-image-'));
beforeAll(() => {
  execFileSync(process.execPath, [at('deploy', 'docker', 'pack.cjs'), image]);
  // as the image has them, but for the packages of development
  const modules = join(image, 'node_modules');
  mkdirSync(join(modules, '@open122'), { recursive: true });
  for (const name of readdirSync(at('node_modules')))
    if (name !== '@open122') symlinkSync(at('node_modules', name), join(modules, name));
  for (const name of readdirSync(join(image, 'libs')))
    symlinkSync(join('..', '..', 'libs', name), join(modules, '@open122', name));
});
afterAll(() => rmSync(image, { recursive: true }));

const files = (): string[] =>
  readdirSync(image, { recursive: true, encoding: 'utf8' }).filter(
    (path) => !path.startsWith('node_modules'),
  );

test('nothing but what runs gets into the image: no sources, tests, benchmarks, documentation', () => {
  const all = files();
  expect(all.length).toBeGreaterThan(500);
  expect(all.filter((path) => /\.ts$|spec|^docs|^apps\/(bench|e2e)|testkit/.test(path))).toEqual([]);
  expect(all.filter((path) => /src$/.test(path) && !/dist\/src$/.test(path))).toEqual([]);
  const needsTests = all.filter(
    (path) => path.endsWith('.js') && readFileSync(join(image, path), 'utf8').includes('@open122/testkit'),
  );
  expect(needsTests).toEqual([]);
});

test('every service and the step before them load there, and find what they read', () => {
  const programs = [
    ...SERVICES.map((service) => `./apps/${service}/dist/src/bundle.js`),
    './deploy/local/dist/src/prepare.js',
  ];
  const load = `for (const program of ${JSON.stringify(programs)}) require(program); process.stdout.write('loaded', () => process.exit())`;
  expect(execFileSync(process.execPath, ['-e', load], { cwd: image, encoding: 'utf8' })).toBe('loaded');
  expect(existsSync(join(image, 'apps/identity/dist/src/common-passwords.bin'))).toBe(true);
  for (const service of SERVICES)
    expect(readdirSync(join(image, 'apps', service, 'dist', 'migrations'))).not.toEqual([]);
});

test('the Dockerfile packs that, and takes the packages of production alone', () => {
  const dockerfile = readFileSync(at('deploy', 'docker', 'Dockerfile'), 'utf8');
  expect(dockerfile).toContain('npm prune --omit=dev');
  expect(dockerfile).toContain('node deploy/docker/pack.cjs /packed');
  expect(dockerfile).toContain('COPY --from=build /packed .');
});
