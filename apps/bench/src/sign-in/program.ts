import { createServer } from 'node:http';
import { availableParallelism } from 'node:os';
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads';

import { verifySync } from '@node-rs/argon2';

/**
 * The baseline of a sign-in: argon2id alone. A password is compared with its hash again and again, in as many threads as identity
 * has; `/compare?milliseconds=5000` answers how often, and how often a second.
 */
interface Secret {
  readonly hash: string;
  readonly password: string;
}

interface Found {
  readonly compared: number;
  readonly perSecond: number;
}

/** As many comparisons as go until the time is over. */
function compare({ hash, password }: Secret, milliseconds: number): Found {
  const began = performance.now();
  let compared = 0;
  while (performance.now() - began < milliseconds) {
    if (!verifySync(hash, password)) throw new Error('the password is another one');
    compared += 1;
  }
  return { compared, perSecond: (compared * 1_000) / (performance.now() - began) };
}

const together = (all: readonly Found[]): Found => ({
  compared: all.reduce((sum, { compared }) => sum + compared, 0),
  perSecond: all.reduce((sum, { perSecond }) => sum + perSecond, 0),
});

function serve(port: number, secret: Secret): void {
  const threads = Array.from(
    { length: availableParallelism() },
    () => new Worker(__filename, { workerData: secret }),
  );
  const asked = (thread: Worker, milliseconds: number): Promise<Found> =>
    new Promise((resolve) => {
      thread.once('message', resolve);
      thread.postMessage(milliseconds);
    });
  createServer((request, response) => {
    const milliseconds = Number(/milliseconds=(\d+)/.exec(request.url ?? '')?.[1] ?? 0);
    const all = Promise.all(threads.map((thread) => asked(thread, milliseconds)));
    void all.then((each) => response.end(JSON.stringify(together(each))));
  }).listen(port, '127.0.0.1');
}

if (isMainThread) {
  const { BARE_PORT, BARE_HASH = '', BARE_PASSWORD = '' } = process.env;
  serve(Number(BARE_PORT), { hash: BARE_HASH, password: BARE_PASSWORD });
} else {
  parentPort?.on('message', (milliseconds: number) =>
    parentPort?.postMessage(compare(workerData as Secret, milliseconds)),
  );
}
