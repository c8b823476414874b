const { readFileSync } = require('node:fs');

const { exclude: _, ...swc } = JSON.parse(readFileSync(`${__dirname}/.swcrc`, 'utf8'));

/** They bring up and break servers of their own (one after the other: the profiles `crash` and `faults`), and wait much: they run beside the journeys. */
const FAULTS = ['apps/e2e/src/faults', 'apps/e2e/src/messaging'];

/**
 * One jest project per tier: pure functions, handlers on a real database, journeys over one real platform, servers that are killed.
 */
const tier = (displayName, testMatch, more = {}) => ({
  displayName,
  rootDir: __dirname,
  testMatch,
  testEnvironment: '<rootDir>/libs/testkit/jest/environment.js',
  runtime: '<rootDir>/libs/testkit/jest/runtime.js',
  modulePathIgnorePatterns: ['/dist/', '/\\.local/'],
  transform: { '^.+\\.[mc]?[jt]s$': ['@swc/jest', { ...swc, swcrc: false, sourceMaps: 'inline' }] },
  moduleNameMapper: {
    '^@open122/local$': '<rootDir>/deploy/local/src',
    '^@open122/([a-z]+)$': '<rootDir>/libs/$1/src',
  },
  ...more,
});

module.exports = {
  testTimeout: 30_000,
  workerIdleMemoryLimit: '1GB',
  projects: [
    tier('pure', ['**/!(*.db|*.e2e).spec.ts']),
    tier('db', ['**/*.db.spec.ts'], {
      globalSetup: '<rootDir>/libs/testkit/src/global-setup.ts',
      globalTeardown: '<rootDir>/libs/testkit/src/global-teardown.ts',
    }),
    tier(
      'faults',
      FAULTS.map((folder) => `<rootDir>/${folder}/**/*.e2e-spec.ts`),
    ),
    tier('e2e', ['**/*.e2e-spec.ts'], {
      testPathIgnorePatterns: ['/node_modules/', ...FAULTS.map((folder) => `<rootDir>/${folder}/`)],
      globalSetup: '<rootDir>/apps/e2e/src/global-setup.ts',
      globalTeardown: '<rootDir>/apps/e2e/src/global-teardown.ts',
    }),
  ],
};
