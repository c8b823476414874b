import { endProcess, isAlive } from './processes';
import { type ProfileName, profileOf } from './profile';
import { readState, type State } from './state';

const GRACE_MS = 3_000;

/** Ends what a dead run left running; only the very processes it had recorded. @returns their names */
export async function endChildren(remains: State): Promise<string[]> {
  const ended = await Promise.all(
    Object.entries(remains.children).map(async ([name, id]) => {
      const lived = await endProcess(id, name === 'postgres' ? 'SIGINT' : 'SIGTERM', GRACE_MS);
      return lived ? [name] : [];
    }),
  );
  return ended.flat();
}

/** For whoever used other profiles through programs that may have been killed (tests): nothing of them stays. */
export async function clearRemains(profiles: readonly ProfileName[]): Promise<void> {
  for (const name of profiles) {
    const state = readState(profileOf(name));
    if (state !== null && !isAlive(state.owner)) await endChildren(state);
  }
}
