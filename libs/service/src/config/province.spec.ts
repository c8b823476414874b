import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { parse, stringify } from 'yaml';

import { readProvince } from './province';

const hebei = join(__dirname, '../../../../deploy/provinces/he.yaml');
const folder = mkdtempSync(join(tmpdir(), 'province-'));
afterAll(() => rmSync(folder, { recursive: true }));
const file = (content: unknown): string => {
  const path = join(folder, 'x.yaml');
  writeFileSync(path, typeof content === 'string' ? content : stringify(content));
  return path;
};

it("Hebei's file is right", () => {
  expect(readProvince(hebei)).toMatchObject({ province: { code: 'he', character: '冀' }, problems: [] });
});

it('everything that is wrong with a file is told at once', () => {
  const { windows: _, ...content } = parse(readFileSync(hebei, 'utf8')) as Record<string, unknown>;
  const path = file({ ...content, code: 'Hebei', colour: 'red' });
  expect(readProvince(path).problems.sort()).toEqual([
    `${path} / must NOT have additional properties (colour)`,
    `${path} / must have required property 'windows'`,
    `${path} /code must match pattern "^[a-z]{2}$"`,
  ]);
});

it('a file that is missing or no YAML is told as such', () => {
  expect(readProvince(join(folder, 'none.yaml')).problems[0]).toContain('cannot be read: ENOENT');
  expect(readProvince(file('a: [')).problems[0]).toContain('cannot be read');
});
