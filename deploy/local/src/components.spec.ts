import { readFileSync } from 'node:fs';

import { at } from './profile';

interface Locked {
  version?: string;
  resolved?: string;
  integrity?: string;
  link?: boolean;
}
const { packages } = JSON.parse(readFileSync(at('package-lock.json'), 'utf8')) as {
  packages: Record<string, Locked>;
};
const thirdParty = Object.entries(packages).filter(
  ([path, { link }]) => path.includes('node_modules/') && link !== true,
);

test('every third-party package is locked, with its version and its SHA-512, and comes from the registry', () => {
  expect(thirdParty.length).toBeGreaterThan(100);
  const wrong = thirdParty.filter(
    ([, { version, integrity, resolved }]) =>
      version === undefined || integrity?.startsWith('sha512-') !== true || resolved !== undefined,
  );
  expect(wrong.map(([path]) => path)).toEqual([]);
});

test('no source control, local state or secret gets into the image', () => {
  const left = readFileSync(at('deploy/docker/Dockerfile.dockerignore'), 'utf8').split('\n');
  expect(left).toEqual(expect.arrayContaining(['.git', '.local', '**/node_modules']));
  const image = readFileSync(at('deploy/docker/Dockerfile'), 'utf8');
  expect(image).toContain('ENV NODE_ENV=production');
  expect(image).toContain('USER node');
  expect(image).not.toMatch(/KEY=|PASSWORD=|--inspect/);
});
