import { ConfigurationError } from '@open122/service';

/** Where a process may be made to die, to prove that nothing is lost, doubled or half done (quality R1). */
export const CRASH_POINTS = [
  /** The effect is committed, its events are not published. */
  'relay.before-send',
  /** The events are published, their outbox rows still there. */
  'relay.before-delete',
  /** A consumer's transaction is open, some handlers have written. */
  'consumer.mid-slice',
  /** A consumer's effects are committed, its offsets are not. */
  'consumer.before-offsets',
] as const;
export type CrashPoint = (typeof CRASH_POINTS)[number];

let armed: { point: CrashPoint; passings: number } | undefined;

/** Arms a crash point for this process: `point`, or `point:n` for its n-th passing. */
export function armCrashPoint(service: string, setting: string, production: boolean): void {
  const [name, passings = '1'] = setting.split(':');
  const point = CRASH_POINTS.find((each) => each === name);
  if (production)
    throw new ConfigurationError(service, ['OPEN122_CRASH is for fault tests, not for production']);
  if (point === undefined || !/^[1-9]\d*$/.test(passings)) {
    throw new ConfigurationError(service, [`OPEN122_CRASH names no crash point: ${CRASH_POINTS.join(', ')}`]);
  }
  armed = { point, passings: Number(passings) };
}

/** Ends the process at once, as `kill -9` does, when this point is armed; else nothing. */
export function crashPoint(point: CrashPoint): void {
  if (armed?.point !== point) return;
  armed.passings -= 1;
  if (armed.passings === 0) process.kill(process.pid, 'SIGKILL');
}
