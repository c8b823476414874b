import nx from '@nx/eslint-plugin';
import { createTypeScriptImportResolver } from 'eslint-import-resolver-typescript';
import importX from 'eslint-plugin-import-x';
import tseslint from 'typescript-eslint';

/** Who may import whom (docs/architecture.md). An app never imports an app; contracts imports nothing. */
const layer = (name, ...may) => ({
  sourceTag: `name:${name}`,
  onlyDependOnLibsWithTags: may.map((each) => `name:${each}`),
});
const layers = [
  layer('contracts'),
  layer('catalogue', 'contracts'),
  layer('service', 'contracts'),
  layer('messaging', 'service', 'contracts'),
  layer('http', 'service', 'catalogue', 'contracts'),
  layer('casework', 'contracts', 'catalogue', 'messaging', 'http', 'service'),
  layer('registry', 'contracts', 'catalogue', 'messaging', 'http', 'service'),
  layer('operations', 'contracts', 'messaging', 'http', 'service'),
  layer('audit', 'contracts', 'messaging', 'service'),
  layer('testkit', 'contracts', 'catalogue', 'messaging', 'http', 'service', 'local'),
  { sourceTag: 'type:app', onlyDependOnLibsWithTags: ['type:lib'] },
  { sourceTag: 'type:e2e', onlyDependOnLibsWithTags: ['type:lib', 'type:local'] },
  { sourceTag: 'type:local', onlyDependOnLibsWithTags: ['type:lib'] },
];

const banned = (...rules) => ['error', ...rules.map(([selector, message]) => ({ selector, message }))];
const clockBan = [
  ['NewExpression[callee.name="Date"]', 'Moments come in as arguments, from the Clock of libs/service.'],
  [
    'MemberExpression[object.name="Date"][property.name="now"]',
    'Moments come in as arguments, from the Clock.',
  ],
];
const sqlBan = [
  [
    'TemplateElement[value.raw=/\\bnow\\(\\)|\\bcurrent_timestamp\\b|\\bclock_timestamp\\(/i]',
    'SQL has no clock: pass the moment.',
  ],
  [
    'Literal[value=/\\b(select|insert|update|delete)\\b.*(\\bnow\\(\\)|\\bcurrent_timestamp\\b)/i]',
    'SQL has no clock: pass the moment.',
  ],
  [
    'TemplateElement[value.raw=/\\boffset\\s+\\$|\\bcount\\(\\*\\)/i]',
    'Lists page by key; OFFSET and count(*) grow with the table.',
  ],
  [
    'CallExpression[callee.property.name="save"]',
    'save() overwrites newer rows: UPDATE … WHERE id AND version, and look at `affected`.',
  ],
];
const environmentBan = [
  ['MemberExpression[object.name="process"][property.name="env"]', 'Settings are read in *.config.ts.'],
];
/** The law says which business is which; elsewhere a business is a value, never a name. */
const businessIdBan = [
  [
    'Literal[value=/^(V[1-8]|D1[01]|D[1-9]|X[1-5])$/]',
    'A business id stands only in its catalogue file, the index line, effects, texts and tests.',
  ],
];
/** Tests, and what only tests import: builders (a-handover.ts), toys, folders called testing. */
const tests = [
  '**/*.spec.ts',
  '**/*.e2e-spec.ts',
  '**/testing/**',
  '**/src/a-*.ts',
  '**/src/toy-*.ts',
  'libs/testkit/**',
  'apps/e2e/**',
  'apps/bench/**',
];

export default tseslint.config(
  { ignores: ['**/dist/', '.local/', '.nx/', 'coverage/', '**/*.cjs', '**/*.mjs', 'jest.config.js'] },
  {
    files: ['**/*.ts'],
    extends: [tseslint.configs.base],
    plugins: { '@nx': nx, 'import-x': importX },
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    settings: {
      'import-x/resolver-next': [createTypeScriptImportResolver({ project: 'tsconfig.json' })],
    },
    rules: {
      '@nx/enforce-module-boundaries': [
        'error',
        { depConstraints: layers, enforceBuildableLibDependency: false },
      ],
      'import-x/no-cycle': ['error', { ignoreExternal: true }],
      'max-lines': ['error', { max: 300 }],
      'max-lines-per-function': ['error', { max: 60, skipBlankLines: true, skipComments: true }],
      complexity: ['error', 10],
      'no-console': 'error',
      'no-empty': 'error',
      eqeqeq: 'error',
      'no-restricted-syntax': banned(...clockBan, ...sqlBan, ...environmentBan, ...businessIdBan),
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/no-misused-promises': ['error', { checksVoidReturn: { arguments: false } }],
      '@typescript-eslint/await-thenable': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': [
        'error',
        { considerDefaultExhaustiveForUnions: true },
      ],
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      '@typescript-eslint/ban-ts-comment': ['error', { 'ts-expect-error': 'allow-with-description' }],
    },
  },
  {
    files: [
      'libs/catalogue/src/businesses/**',
      'libs/catalogue/src/index.ts',
      'apps/*/src/effects/**',
      '**/*texts*.ts',
    ],
    rules: { 'no-restricted-syntax': banned(...clockBan, ...sqlBan, ...environmentBan) },
  },
  {
    // The clock itself, and what keeps wall time: tokens, signatures, leases, retries.
    files: [
      'libs/contracts/src/calendar.ts',
      'libs/service/src/**',
      'libs/messaging/src/**',
      '**/*.config.ts',
      'apps/*/src/main.ts',
    ],
    rules: { 'no-restricted-syntax': banned(...sqlBan, ...businessIdBan) },
  },
  {
    files: ['libs/catalogue/**'],
    rules: {
      'no-restricted-imports': [
        'error',
        { patterns: ['@nestjs/*', 'typeorm', 'kafkajs', 'pg', 'redis', 'node:*'] },
      ],
    },
  },
  {
    files: ['**/*.ts'],
    ignores: ['libs/messaging/**', 'apps/e2e/**', 'apps/bench/**'],
    rules: {
      '@typescript-eslint/no-restricted-imports': [
        'error',
        { paths: [{ name: 'kafkajs', message: 'Only libs/messaging talks to Kafka.' }] },
      ],
    },
  },
  {
    files: ['deploy/local/**'],
    rules: { 'no-console': 'off', 'no-restricted-syntax': 'off' },
  },
  {
    // It shares nothing with the code that seals (docs/audit.md).
    files: ['deploy/local/src/audit/**'],
    rules: {
      'no-restricted-imports': ['error', { patterns: ['@open122/*', '../*', '**/libs/*', '**/apps/*'] }],
    },
  },
  {
    files: tests,
    rules: {
      'no-restricted-syntax': 'off',
      'no-restricted-imports': 'off',
      'max-lines-per-function': 'off',
      '@nx/enforce-module-boundaries': 'off',
    },
  },
);
