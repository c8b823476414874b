import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import { damages } from '../demo/damage';
import { rejectText } from './reject-texts';

const libs = join(__dirname, '..', '..', '..');
const sources = (folder: string): string[] =>
  readdirSync(folder)
    .filter((name) => name.endsWith('.ts') && !name.endsWith('.spec.ts'))
    .map((name) => readFileSync(join(folder, name), 'utf8'));

/** Every text of the shape `subject.reason` that a reader or rule of the files can answer with. */
const codes = [
  ...sources(join(libs, 'contracts', 'src', 'formats')).flatMap(
    (text) => text.match(/(?<=wrong\(')[^']+/g) ?? [],
  ),
  ...['files', 'read'].flatMap((folder) =>
    sources(join(libs, 'registry', 'src', folder)).flatMap(
      (text) => text.match(/(?<=')[a-z-]+\.[a-z-]+(?=')/g) ?? [],
    ),
  ),
].filter((code) => !code.startsWith('registry.'));

test('every code by which a row can be refused has a sentence, in Chinese and in English', () => {
  expect(codes.length).toBeGreaterThan(40);
  for (const code of [...codes, ...damages.licences.map((each) => each.code)]) {
    expect([code, rejectText(code, 'zh')]).toEqual([code, expect.stringMatching(/[\u4e00-\u9fff]/)]);
    expect([code, rejectText(code, 'en')]).toEqual([code, expect.stringMatching(/^[A-Z].+\.$/)]);
    expect([code, rejectText(code, 'en')]).not.toEqual([code, rejectText('no.such-code', 'en')]);
  }
});
