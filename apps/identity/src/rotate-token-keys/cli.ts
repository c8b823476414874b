import { parseArgs } from 'node:util';

import { inShanghai } from '@open122/contracts';

import { keyLines, leadOf } from '../key-ring/key-lines';
import { runProgram, say, warn, type Workshop } from '../operator-program';
import { RotateTokenKeys } from './rotate-token-keys';

/** `cli.js [--lead seconds] | --status`, with identity's settings. Exit code 1 when no key was made. */
async function main({ database, settings, keys, audit }: Workshop): Promise<number> {
  const { values } = parseArgs({ options: { lead: { type: 'string' }, status: { type: 'boolean' } } });
  if (values.status === true) {
    say(['Keys of tokens:', ...keyLines(keys, 'token', () => '')].join('\n'));
    return 0;
  }
  const rotated = await new RotateTokenKeys(database, settings, keys, audit).rotate(leadOf(values.lead));
  const { id, usedFrom } = rotated;
  if (!rotated.made) {
    warn(`The key ${id} waits still and is used from ${inShanghai(usedFrom)} on: rotate again after that.`);
    return 1;
  }
  say(`The key ${id} is published now and signs tokens from ${inShanghai(usedFrom)} on.`);
  const until = inShanghai(rotated.publishedUntil);
  say(
    `The key ${rotated.before} stays published until ${until}, when its last token has run out; nothing more is to be done.`,
  );
  return 0;
}

runProgram(main);
