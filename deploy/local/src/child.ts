import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, openSync, readFileSync, renameSync, writeSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';

import { Problem } from './problem';
import { endProcess, identify, type ProcessId } from './processes';

/** How one program is run and watched. */
export interface Recipe {
  readonly name: string;
  readonly file: string;
  readonly args: readonly string[];
  readonly cwd?: string;
  readonly env?: NodeJS.ProcessEnv;
  /** Another OS user, when this one may not run the program (PostgreSQL refuses root). */
  readonly user?: { readonly uid: number; readonly gid: number };
  readonly log: string;
  /** Asked again and again until true; a throw counts as "not yet", but for a Problem. */
  readonly isReady: () => Promise<boolean>;
  readonly readyWithinMs: number;
  /** How often it is asked; 25 ms when left out. */
  readonly pollMs?: number;
  readonly stopSignal: NodeJS.Signals;
  readonly graceMs: number;
  /** Makes what it needs and clears remains that would keep it from starting; called before every start. */
  readonly prepare?: () => void | Promise<void>;
  /** Words in its log that tell a failure which passes by itself: it is tried again for a while. */
  readonly passing?: RegExp;
}

export interface ChildEvents {
  /** The process of this name is now this one, or none; called in the tick of the change. */
  changed(name: string, id: ProcessId | null): void;
  /** It ended without being asked to. */
  died(name: string, how: string): void;
  /** It was started again and is ready. */
  revived(name: string, tookMs: number): void;
}

const FIRST_BACKOFF_MS = 200;
const LAST_BACKOFF_MS = 5_000;
const POLL_MS = 25;
const PASSING_MS = 15_000;

/** One program of the stack: started, watched, killed, started again on the same data and ports. */
export class Child {
  private process: ChildProcess | undefined;
  private id: ProcessId | undefined;
  private wanted = false;
  private ready = false;
  /** A start is under way and reports the end of the process itself. */
  private launching = false;
  private reviving: Promise<void> | undefined;
  /** Start it again when it dies unasked. */
  supervised = false;

  constructor(
    private readonly recipe: Recipe,
    private readonly events: ChildEvents,
  ) {}

  get name(): string {
    return this.recipe.name;
  }

  /** Ready at its last start, and not ended since. */
  get running(): boolean {
    return this.ready;
  }

  get pid(): number | undefined {
    return this.id?.pid;
  }

  /** Resolves when it is ready. @throws Problem with the end of its log when it is not in time. */
  async start(): Promise<void> {
    this.wanted = true;
    if (!this.reviving) rotate(this.recipe.log);
    await this.launch();
  }

  /** Polite first, SIGKILL after the grace. Nothing happens when it does not run. */
  async stop(): Promise<void> {
    this.wanted = false;
    const id = this.id;
    if (id !== undefined) await endProcess(id, this.recipe.stopSignal, this.recipe.graceMs);
    await this.reviving;
  }

  /** As a fault would: the signal, now. Supervision (if on) brings it back; else `restart()` does. */
  async kill(signal: NodeJS.Signals = 'SIGKILL'): Promise<void> {
    const process = this.process;
    if (process === undefined) return;
    const ended = new Promise((resolve) => process.once('exit', resolve));
    if (!this.supervised) this.wanted = false;
    process.kill(signal);
    if (signal === 'SIGKILL') await ended;
  }

  /** Stops it if it runs, and starts it. */
  async restart(): Promise<void> {
    await this.stop();
    await this.start();
  }

  /** For the second Ctrl-C and the exit hook: no waiting. */
  killNow(): void {
    this.wanted = false;
    this.process?.kill('SIGKILL');
  }

  private async launch(): Promise<void> {
    this.launching = true;
    try {
      await this.launchPatiently();
    } finally {
      this.launching = false;
    }
  }

  private async launchPatiently(): Promise<void> {
    const until = performance.now() + PASSING_MS;
    for (;;) {
      await this.recipe.prepare?.();
      if (!this.wanted) throw new Problem(`${this.name} was stopped while it started.`);
      const why = await this.spawnUntilReady();
      if (why === null) {
        this.ready = true;
        return;
      }
      const told = tail(this.recipe.log);
      if (!this.recipe.passing?.test(told) || performance.now() > until) {
        throw new Problem(`${this.name} ${why}. ${told}`);
      }
      await pause(FIRST_BACKOFF_MS);
    }
  }

  /** @returns null when it is ready, else why not; then nothing of it is left. */
  private async spawnUntilReady(): Promise<string | null> {
    const exited = this.spawn();
    const id = this.id;
    try {
      const end = await Promise.race([this.becomesReady(), exited]);
      if (end === 'ready') return null;
      if (id !== undefined) await endProcess(id, 'SIGKILL', 0);
      return end ?? `was not ready within ${this.recipe.readyWithinMs / 1000} s`;
    } catch (error) {
      if (id !== undefined) await endProcess(id, 'SIGKILL', 0);
      throw error;
    }
  }

  /** Resolves with how the process ended, when it does. */
  private spawn(): Promise<string> {
    const { file, args, cwd, env, user, log } = this.recipe;
    const out = openSync(log, 'a', 0o600);
    // A session of its own: Ctrl-C at the terminal reaches us alone, and we stop things in order.
    const child = spawn(file, args, { cwd, env, ...user, detached: true, stdio: ['ignore', out, out] });
    closeSync(out);
    this.process = child;
    if (child.pid !== undefined) {
      this.id = identify(child.pid);
      this.events.changed(this.name, this.id);
    }
    return new Promise((resolve) => {
      child.once('error', (error) => resolve(`could not be started: ${error.message}`));
      child.once('exit', (code, signal) => {
        const how = signal === null ? `ended with code ${code}` : `was ended by ${signal}`;
        this.gone(child, how);
        resolve(how);
      });
    });
  }

  private async becomesReady(): Promise<'ready' | undefined> {
    const mine = this.process;
    const until = performance.now() + this.recipe.readyWithinMs;
    while (performance.now() < until && this.process === mine) {
      if (await this.recipe.isReady().catch(notYet)) return 'ready';
      await pause(this.recipe.pollMs ?? POLL_MS);
    }
    // Gone: let the exit tell why.
    if (this.process !== mine) await pause(POLL_MS);
    return undefined;
  }

  private gone(child: ChildProcess, how: string): void {
    if (this.process !== child) return;
    this.process = undefined;
    this.id = undefined;
    this.ready = false;
    this.events.changed(this.name, null);
    if (!this.wanted || !this.supervised || this.launching) return;
    this.events.died(this.name, how);
    this.reviving = this.revive().finally(() => {
      this.reviving = undefined;
    });
  }

  private async revive(): Promise<void> {
    const since = performance.now();
    for (let wait = FIRST_BACKOFF_MS; this.wanted; wait = Math.min(wait * 2, LAST_BACKOFF_MS)) {
      await pause(wait);
      if (!this.wanted) return;
      try {
        await this.launch();
        this.events.revived(this.name, performance.now() - since);
        return;
      } catch (error) {
        if (!(error instanceof Problem)) throw error;
        note(this.recipe.log, error.message);
      }
    }
  }
}

function notYet(error: unknown): false {
  if (error instanceof Problem) throw error;
  return false;
}

/** The log of the run before stays as `<log>.1`. */
function rotate(log: string): void {
  try {
    renameSync(log, `${log}.1`);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  }
}

function note(log: string, text: string): void {
  const out = openSync(log, 'a', 0o600);
  writeSync(out, `[local] ${text}\n`);
  closeSync(out);
}

function tail(log: string): string {
  const lines = readFileSync(log, 'utf8').trimEnd().split('\n').slice(-8);
  const told = lines.join('\n').trim();
  return told === '' ? `Its log ${log} is empty.` : `Its last words (${log}):\n${told}`;
}
