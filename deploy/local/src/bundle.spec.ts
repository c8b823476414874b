import { readFileSync } from 'node:fs';
import { SourceMap, type SourceMapPayload } from 'node:module';

import { SERVICES } from '@open122/contracts';

import { at } from './profile';

/** Where in our sources a text of a service's bundle comes from. */
function sourceOf(service: string, text: string): string {
  const file = at('apps', service, 'dist', 'src', 'bundle.js');
  const lines = readFileSync(file, 'utf8').split('\n');
  const line = lines.findIndex((each) => each.includes(text));
  const map = new SourceMap(JSON.parse(readFileSync(`${file}.map`, 'utf8')) as SourceMapPayload);
  const entry = map.findEntry(line, lines[line]?.indexOf(text) ?? 0);
  return 'originalSource' in entry ? (entry.originalSource ?? '') : '';
}

test.each(SERVICES)('a stack trace of %s leads to our sources, and to no package', (service) => {
  expect(sourceOf(service, 'is missing: they go together')).toMatch(
    /libs\/service\/src\/boot\/start-service\.ts$/,
  );
  expect(sourceOf(service, "Nest can't resolve dependencies of the")).toBe('');
});
