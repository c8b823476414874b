import { Worker } from 'node:worker_threads';

import type { Options } from '@node-rs/argon2';

/** A password to hash, or to compare with a hash. */
export type Hashing =
  | { readonly password: string; readonly cost: Options }
  | { readonly password: string; readonly known: string };

type Answer = { readonly result: string | boolean } | { readonly problem: string };
interface Task {
  readonly resolve: (result: string | boolean) => void;
  readonly reject: (error: Error) => void;
}

/** Above ours, a tenth of the processor beside who has ours: whoever asks for less work goes first. Linux has priorities for threads. */
const NICE = 10;
/** As text, so that it runs as it is from sources and from dist. */
const PROGRAM = `
  const { getPriority, setPriority } = require('node:os');
  const { parentPort, workerData } = require('node:worker_threads');
  const { hashSync, verifySync } = require(workerData.argon2);
  try { if (process.platform === 'linux') setPriority(Math.min(19, getPriority() + workerData.nice)); } catch {}
  parentPort.on('message', ({ password, cost, known }) => {
    try {
      const result = known === undefined ? hashSync(password, cost) : verifySync(known, password);
      parentPort.postMessage({ result });
    } catch (error) {
      parentPort.postMessage({ problem: error.message });
    }
  });`;

/** A thread that hashes one password after the other, at a lower priority than everything else. Begins with its first task. */
export class HashingThread {
  #worker: Worker | undefined;
  #task: Task | undefined;

  /** One at a time: the caller waits for the answer before the next. Rejects when it could not be hashed or the thread ended. */
  run(hashing: Hashing): Promise<string | boolean> {
    this.#worker ??= this.#begin();
    this.#worker.postMessage(hashing);
    this.#worker.ref();
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
      worker.unref();
      if ('result' in answer) this.#task?.resolve(answer.result);
      else this.#task?.reject(new Error(answer.problem));
    });
    const ended = (error: Error): void => {
      this.#worker = undefined;
      this.#task?.reject(error);
    };
    worker.on('error', ended);
    worker.on('exit', (code) => ended(new Error(`a hashing thread ended with ${code}`)));
    return worker;
  }
}
