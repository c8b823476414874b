import { linkSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { Problem } from './problem';
import { identify, isAlive, type ProcessId } from './processes';
import type { Profile } from './profile';

/** What a run leaves on disk, so that the next one finds its remains and other commands find its addresses. */
export interface State {
  /** The command that holds this profile, e.g. `start`. */
  readonly command: string;
  readonly owner: ProcessId;
  /** Every process it started, by name: postgres, redis, kafka, services, licence … */
  readonly children: Record<string, ProcessId>;
  /** Where to reach things: POSTGRES_URL, REDIS_URL, KAFKA_BROKERS, GATEWAY_URL … */
  readonly addresses: Record<string, string>;
}

const stateFile = (profile: Profile): string => join(profile.folder, 'state.json');
const lockFile = (profile: Profile): string => join(profile.folder, 'lock');

/** The recorded state, of a live or a dead run; null when there is none. */
export function readState(profile: Profile): State | null {
  return readJson<State>(stateFile(profile));
}

/** The state of a run that lives now. */
export function liveState(profile: Profile): State | null {
  const state = readState(profile);
  return state !== null && isAlive(state.owner) ? state : null;
}

/** This process's claim on a profile. Every change is on disk before the next statement runs. */
export class Claim {
  private constructor(
    private readonly profile: Profile,
    private state: State,
  ) {}

  /**
   * Takes the profile for this process, also over the lock of a dead one.
   * @returns the claim, and the state of a dead predecessor whose children may still live
   * @throws Problem when another process holds it
   */
  static take(profile: Profile, command: string): { claim: Claim; remains: State | null } {
    const me = identify(process.pid);
    lock(profile, me);
    const remains = readState(profile);
    const claim = new Claim(profile, {
      command,
      owner: me,
      children: remains?.children ?? {},
      addresses: {},
    });
    claim.write();
    return { claim, remains };
  }

  setChild(name: string, child: ProcessId | null): void {
    const { [name]: _, ...others } = this.state.children;
    this.state = { ...this.state, children: child === null ? others : { ...others, [name]: child } };
    this.write();
  }

  setAddress(name: string, address: string): void {
    this.state = { ...this.state, addresses: { ...this.state.addresses, [name]: address } };
    this.write();
  }

  get addresses(): Readonly<Record<string, string>> {
    return this.state.addresses;
  }

  /** After everything has been stopped. */
  release(): void {
    rmSync(stateFile(this.profile), { force: true });
    rmSync(lockFile(this.profile), { force: true });
  }

  private write(): void {
    writeWhole(stateFile(this.profile), this.state);
  }
}

/** The lock appears with its content (a link is atomic), so a reader never sees it empty. */
function lock(profile: Profile, me: ProcessId): void {
  const file = lockFile(profile);
  const mine = `${file}.${process.pid}`;
  writeFileSync(mine, JSON.stringify(me));
  try {
    for (let tries = 0; tries < 5; tries += 1) {
      if (tryLink(mine, file)) return;
      const holder = readJson<ProcessId>(file);
      if (holder !== null && isAlive(holder)) break;
      dropStale(file, `${mine}.stale`);
    }
  } finally {
    rmSync(mine, { force: true });
  }
  throw new Problem(inUse(profile));
}

/** Takes a dead holder's lock away; when a rival was quicker and a living lock was caught, it goes back. */
function dropStale(file: string, aside: string): void {
  try {
    renameSync(file, aside);
  } catch {
    return;
  }
  const caught = readJson<ProcessId>(aside);
  if (caught !== null && isAlive(caught)) tryLink(aside, file);
  rmSync(aside, { force: true });
}

function tryLink(from: string, to: string): boolean {
  try {
    linkSync(from, to);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}

function inUse(profile: Profile): string {
  const state = liveState(profile);
  const gateway = state?.addresses.GATEWAY_URL;
  const what = state === null ? 'Another command' : `\`npm run ${state.command}\` (pid ${state.owner.pid})`;
  return `${what} already runs in this checkout${gateway === undefined ? '' : ` at ${gateway}`}: use it, or end it with Ctrl-C first.`;
}

function readJson<T>(file: string): T | null {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as T;
  } catch {
    return null;
  }
}

function writeWhole(file: string, value: unknown): void {
  const next = `${file}.new`;
  writeFileSync(next, JSON.stringify(value, null, 2), { mode: 0o600 });
  renameSync(next, file);
}
