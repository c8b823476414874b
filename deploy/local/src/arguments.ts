import { Problem } from './problem';

/**
 * Reads `--name` flags; anything else is handed back in order.
 * @throws Problem for a flag that is not among the known ones
 */
export function readFlags<F extends string>(
  args: readonly string[],
  known: readonly F[],
): { flags: Record<F, boolean>; rest: string[] } {
  const flags = Object.fromEntries(known.map((flag) => [flag, false])) as Record<F, boolean>;
  const rest: string[] = [];
  for (const arg of args) {
    if (!arg.startsWith('--')) {
      rest.push(arg);
      continue;
    }
    const flag = known.find((each) => arg === `--${each}`);
    if (flag === undefined) {
      throw new Problem(
        `There is no option ${arg}. Options: ${known.map((each) => `--${each}`).join(' ') || 'none'}.`,
      );
    }
    flags[flag] = true;
  }
  return { flags, rest };
}

/** @throws Problem when words are left that a command does not take */
export function refuseWords(command: string, rest: readonly string[]): void {
  if (rest.length > 0)
    throw new Problem(`\`npm run ${command}\` takes no words, but got: ${rest.join(' ')}.`);
}
