import { execFile } from 'node:child_process';
import { Worker } from 'node:worker_threads';

import type { Options } from '@node-rs/argon2';

/** A password to hash, or to compare with a hash. */
export type Hashing =
  | { readonly password: string; readonly cost: Options }
  | { readonly password: string; readonly known: string };

/** What came of one: its hash, whether the password is the same, or why it could not be told. */
export type Hashed = { readonly result: string | boolean } | { readonly problem: string };

type Answer = { readonly thread: string | undefined } | readonly Hashed[];
interface Task {
  readonly resolve: (hashed: readonly Hashed[]) => void;
  readonly reject: (error: Error) => void;
}

/** Where the scheduler has no idle class: above ours, a tenth of the processor beside who has ours. */
const NICE = 10;
/**
 * A batch that took so long for each of its hashes in the idle class goes on as everybody: a busy platform must let people sign in.
 * Alone a hash takes 75 ms, and two or three times that on a slow machine.
 */
const IDLE_FOR_EACH_MILLISECONDS = 600;
/**
 * As text, so that it runs as it is from sources and from dist. On Linux its thread runs when nothing else wants to: beside
 * threads of the normal class, however nice, every step of a read would wait for the end of a slice.
 */
const PROGRAM = `
  const { readlinkSync } = require('node:fs');
  const { getPriority, setPriority } = require('node:os');
  const { parentPort, workerData } = require('node:worker_threads');
  const { hashSync, verifySync } = require(workerData.argon2);
  const thread = process.platform === 'linux' ? readlinkSync('/proc/thread-self').split('/').pop() : undefined;
  try { if (thread !== undefined) setPriority(Math.min(19, getPriority() + workerData.nice)); } catch {}
  parentPort.postMessage({ thread });
  const hashed = ({ password, cost, known }) => {
    try {
      return { result: known === undefined ? hashSync(password, cost) : verifySync(known, password) };
    } catch (error) {
      return { problem: error.message };
    }
  };
  parentPort.on('message', (batch) => parentPort.postMessage(batch.map(hashed)));`;

/** Moves a thread into a class of the Linux scheduler; where there is no chrt, its niceness is left. */
const schedule = (thread: string, policy: '--idle' | '--other'): void =>
  void execFile('chrt', [policy, '--pid', '0', thread], () => undefined);

/** A thread that hashes one password after the other, at a lower priority than everything else. Begins with its first batch. */
export class HashingThread {
  #worker: Worker | undefined;
  #thread: string | undefined;
  #task: Task | undefined;
  #impatience: NodeJS.Timeout | undefined;
  #hurried = false;

  /** One batch at a time: the caller waits for the answers, in its order, before the next. Rejects when the thread ended. */
  run(batch: readonly Hashing[]): Promise<readonly Hashed[]> {
    this.#worker ??= this.#begin();
    this.#worker.postMessage(batch);
    this.#worker.ref();
    this.#impatience = setTimeout(() => this.#hurry(), IDLE_FOR_EACH_MILLISECONDS * batch.length);
    return new Promise((resolve, reject) => (this.#task = { resolve, reject }));
  }

  #begin(): Worker {
    const worker = new Worker(PROGRAM, {
      eval: true,
      workerData: { argon2: require.resolve('@node-rs/argon2'), nice: NICE },
    });
    // an idle one keeps no process alive
    worker.unref();
    worker.on('message', (answer: Answer) => {
      if ('thread' in answer) return this.#begun(answer.thread);
      worker.unref();
      this.#calm();
      this.#task?.resolve(answer);
    });
    const ended = (error: Error): void => {
      this.#worker = undefined;
      this.#calm();
      this.#task?.reject(error);
    };
    worker.on('error', ended);
    worker.on('exit', (code) => ended(new Error(`a hashing thread ended with ${code}`)));
    return worker;
  }

  #begun(thread: string | undefined): void {
    this.#thread = thread;
    if (thread !== undefined && !this.#hurried) schedule(thread, '--idle');
  }

  #hurry(): void {
    this.#hurried = true;
    if (this.#thread !== undefined) schedule(this.#thread, '--other');
  }

  #calm(): void {
    clearTimeout(this.#impatience);
    if (!this.#hurried) return;
    this.#hurried = false;
    if (this.#thread !== undefined) schedule(this.#thread, '--idle');
  }
}
