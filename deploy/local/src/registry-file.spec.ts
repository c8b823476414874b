import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { Problem } from './problem';
import { registryFile } from './registry-file';

let folder: string;
beforeAll(() => (folder = mkdtempSync(join(tmpdir(), 'open122-files-'))));
afterAll(() => rmSync(folder, { recursive: true }));

const written = (text: string): string => {
  const path = join(folder, 'a.csv');
  writeFileSync(path, text);
  return path;
};

test.each([
  ['revision,deleted,vin,plate\n1,0,V,P\n2,0,V,P\n', 'vehicles', 2],
  ['\uFEFFrevision, fileNumber\r\n1,2\r\n', 'licences', 1],
  ['fileNumber\n', 'licences', 0],
  ['fileNumber', 'licences', 0],
])('%j is a file of %s with %d rows', async (text, kind, rows) => {
  const path = written(text);
  const sha256 = createHash('sha256').update(text).digest('base64');
  expect(await registryFile(path)).toEqual({ path, kind, rows, bytes: Buffer.byteLength(text), sha256 });
});

test.each([[''], ['revision,deleted\n'], ['1,2,vin\n'.replace('vin', 'VIN')], ['{"vin": 1}']])(
  '%j is no registry file',
  async (text) => {
    await expect(registryFile(written(text))).rejects.toThrow(Problem);
  },
);

test('a file that is not there is told in a sentence', async () => {
  await expect(registryFile(join(folder, 'none.csv'))).rejects.toThrow(/^There is no file .*none\.csv/);
});
