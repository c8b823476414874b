import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { asyncApi } from '@open122/messaging';
import { format, resolveConfig } from 'prettier';

import { at } from './profile';
import { accountsReference, reference, withReference } from './reference';
import { Screen } from './terminal';

/** `npm run docs`: makes anew what the papers take from the code; tests hold them to it. */
async function main(): Promise<void> {
  const screen = new Screen();
  const read = (name: string): string => readFileSync(at('docs', name), 'utf8');
  try {
    const tables = await reference(join('dist', 'src'));
    await write(screen, 'operations.md', withReference(read('operations.md'), tables));
    await write(screen, 'accounts.md', withReference(read('accounts.md'), accountsReference()));
    await write(screen, 'asyncapi.json', JSON.stringify(asyncApi('he'), null, 2));
  } catch (error) {
    screen.problem(error);
    process.exitCode = 1;
  }
}

async function write(screen: Screen, name: string, text: string): Promise<void> {
  const file = at('docs', name);
  const formatted = await format(text, { ...(await resolveConfig(file)), filepath: file });
  const same = readFileSync(file, 'utf8') === formatted;
  if (!same) writeFileSync(file, formatted);
  screen.line(`docs/${name} ${same ? 'is as the code says' : 'written'}`);
}

void main();
