import { ConfigurationError } from '@open122/service';

/** Where a process may be made to die, to prove that nothing is lost, doubled or half done (quality R1). */
export const CRASH_POINTS = [
  /** The effect is committed, its events are not published. */
  'relay.before-send',
  /** The events are published, their outbox rows still there. */
  'relay.before-delete',
  /** The events are published and their outbox rows gone. */
  'relay.after-delete',
  /** A consumer's transaction is open, some handlers have written. */
  'consumer.mid-slice',
  /** A consumer's transaction holds all effects and inbox rows of a slice, and is not committed. */
  'consumer.before-commit',
  /** A consumer's effects are committed, its offsets are not. */
  'consumer.before-offsets',
] as const;
export type CrashPoint = (typeof CRASH_POINTS)[number];

let armed: { point: CrashPoint; passings: number; signal: 'SIGKILL' | 'SIGSTOP' } | undefined;

/** Arms a crash point for this process: `point`, `point:n` for its n-th passing, `point:n:freeze` to stop instead of dying. */
export function armCrashPoint(service: string, setting: string, production: boolean): void {
  const [name, passings = '1', end = 'die', ...rest] = setting.split(':');
  const point = CRASH_POINTS.find((each) => each === name);
  if (production)
    throw new ConfigurationError(service, ['OPEN122_CRASH is for fault tests, not for production']);
  const known = /^[1-9]\d*$/.test(passings) && /^(die|freeze)$/.test(end) && rest.length === 0;
  if (point === undefined || !known) {
    throw new ConfigurationError(service, [`OPEN122_CRASH names no crash point: ${CRASH_POINTS.join(', ')}`]);
  }
  armed = { point, passings: Number(passings), signal: end === 'freeze' ? 'SIGSTOP' : 'SIGKILL' };
}

/** Ends the process at once, as `kill -9` does, or freezes it, when this point is armed; else nothing. */
export function crashPoint(point: CrashPoint): void {
  if (armed?.point !== point) return;
  armed.passings -= 1;
  if (armed.passings === 0) process.kill(process.pid, armed.signal);
}
