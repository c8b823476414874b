import { SERVICES } from '@open122/contracts';

import { readFlags, refuseWords } from './arguments';
import { runCommand } from './command';
import { LocalProvince } from './local-province';
import { profileOf } from './profile';
import { LocalStack } from './stack';
import { liveState } from './state';
import { Screen } from './terminal';

/** `npm run infra`: servers, databases, migrations and topics; no service. A stack that runs already is used. */
export function main(args: string[]): void {
  const screen = new Screen();
  const running = liveState(profileOf('run'));
  if (running !== null) {
    screen.line(`\`npm run ${running.command}\` (pid ${running.owner.pid}) has them running already:`);
    tell(screen, running.addresses);
    return;
  }
  let fresh: boolean;
  try {
    const { flags, rest } = readFlags(args, ['fresh'] as const);
    refuseWords('infra', rest);
    fresh = flags.fresh;
  } catch (error) {
    screen.problem(error);
    process.exitCode = 1;
    return;
  }
  const stack = new LocalStack('run', { terminal: screen, command: 'infra', fresh, supervised: true });
  runCommand(screen, stack, async (interrupted) => {
    await stack.start();
    await new LocalProvince(stack).prepare();
    screen.line();
    tell(screen, stack.published);
    screen.line(
      `  services   npm run serve -- ${SERVICES.join('|')} (settings in .local/run/secrets/settings.json)`,
    );
    screen.line('Ctrl-C stops everything.');
    await interrupted;
    return { code: 0 };
  });
}

function tell(screen: Screen, addresses: Readonly<Record<string, string>>): void {
  for (const [name, address] of Object.entries(addresses)) screen.line(`  ${name.padEnd(13)} ${address}`);
}
