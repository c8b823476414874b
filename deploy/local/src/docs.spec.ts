import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

import { at } from './profile';
import { accountsReference, reference, withReference } from './reference';

const inside = (folder: string, name: string): string[] =>
  readdirSync(at(folder)).map((each) => join(folder, each, name));
const marked = (folder: string): string[] =>
  readdirSync(at(folder))
    .filter((name) => name.endsWith('.md'))
    .map((name) => join(folder, name));
const papers = [
  ...[...marked('.'), ...marked('docs'), ...marked(join('docs', 'adr'))],
  ...[...inside('apps', 'README.md'), ...inside('libs', 'README.md')].filter((name) => existsSync(at(name))),
];
const read = (name: string): string => readFileSync(at(name), 'utf8');
const matches = (text: string, pattern: RegExp): string[] =>
  [...text.matchAll(pattern)].map(([, found]) => found ?? '');

test('the tables of docs/operations.md are those of the code (else: npm run docs)', async () => {
  const document = read('docs/operations.md');
  expect(withReference(document, await reference('src'))).toBe(document);
});

test('the tables of docs/accounts.md are those of the catalogue (else: npm run docs)', () => {
  const document = read('docs/accounts.md');
  expect(withReference(document, accountsReference())).toBe(document);
});

test('a table has its place in the document', () => {
  expect(() => withReference('# nothing', { settings: '', topics: '' })).toThrow('no section settings');
});

const settings = matches(read('docs/operations.md'), /^\| `([A-Z][A-Z_]*)` \|/gm);
/** By its own name, or by that of all services' settings of its kind. */
const isNamed = (name: string, paper: string): boolean =>
  [name, name.replace(/^[A-Z]+_/, '<SERVICE>_'), name.replace(/_[A-Z]+_(?=KEY$|URL$)/, '_<SERVICE>_')].some(
    (each) => paper.includes(`\`${each}\``),
  );

test('docs/security.md names every address that a service is told to call, and every key', () => {
  const told = settings.filter((name) => /(_URL|_BROKERS|_ENDPOINT|_KEYS?(_BEFORE)?|_SMS_PORT)$/.test(name));
  expect(told.length).toBeGreaterThan(30);
  expect(told.filter((name) => !isNamed(name, read('docs/security.md')))).toEqual([]);
});

test('docs/security.md says of every key how it is replaced and how it ends', () => {
  const keys = settings.filter((name) => /_KEYS?(_BEFORE)?$/.test(name));
  expect(keys.length).toBeGreaterThan(20);
  const [, policy = ''] = /### The life of keys\n([^]*?)\n## /.exec(read('docs/security.md')) ?? [];
  expect(keys.filter((name) => !isNamed(name, policy))).toEqual([]);
});

describe.each(papers)('%s', (name) => {
  const text = read(name);

  test('names files and folders that exist', () => {
    const named = matches(text, /`((?:apps|libs|deploy|docs)\/[^`\s]*)`/g)
      .filter((path) => !/[*{<…]/.test(path))
      .filter((path) => !path.includes('/dist/'));
    expect(named.filter((path) => !existsSync(at(path)))).toEqual([]);
  });

  test('links to what exists', () => {
    const linked = matches(text, /\]\((?!https?:|#)([^)#]+)[^)]*\)/g);
    expect(linked.filter((path) => !existsSync(join(at(dirname(name)), path)))).toEqual([]);
  });

  test('names commands that exist', () => {
    const { scripts } = JSON.parse(read('package.json')) as { scripts: Record<string, string> };
    const named = matches(text, /\bnpm run ([a-z][a-z:]*)/g);
    expect(named.filter((command) => !(command in scripts))).toEqual([]);
  });
});
