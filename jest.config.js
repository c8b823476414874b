const { readFileSync } = require('node:fs');

const { exclude: _, ...swc } = JSON.parse(readFileSync(`${__dirname}/.swcrc`, 'utf8'));

/** One jest project per tier: pure functions, handlers on a real database, journeys over the real stack. */
const tier = (displayName, testMatch, more = {}) => ({
  displayName,
  rootDir: __dirname,
  testMatch,
  testEnvironment: 'node',
  modulePathIgnorePatterns: ['/dist/', '/\\.local/'],
  transform: { '^.+\\.[mc]?[jt]s$': ['@swc/jest', { ...swc, swcrc: false, sourceMaps: 'inline' }] },
  transformIgnorePatterns: [
    '/node_modules/(?!(jose|temporal-polyfill|temporal-utils|@opentelemetry/otlp-exporter-base)/)',
  ],
  moduleNameMapper: {
    '^@open122/local$': '<rootDir>/deploy/local/src',
    '^@open122/([a-z]+)$': '<rootDir>/libs/$1/src',
  },
  ...more,
});

module.exports = {
  testTimeout: 30_000,
  projects: [
    tier('pure', ['**/!(*.db|*.e2e).spec.ts']),
    tier('db', ['**/*.db.spec.ts'], {
      globalSetup: '<rootDir>/libs/testkit/src/global-setup.ts',
      globalTeardown: '<rootDir>/libs/testkit/src/global-teardown.ts',
    }),
    tier('e2e', ['**/*.e2e-spec.ts'], {
      globalSetup: '<rootDir>/apps/e2e/src/global-setup.ts',
      globalTeardown: '<rootDir>/apps/e2e/src/global-teardown.ts',
    }),
  ],
};
