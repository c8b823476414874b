import { connect } from 'node:net';

import { LOOPBACK } from './ports';

/** Sends bytes to a port of the loopback and judges the first answer; false when nobody answers within a second. */
export function ask(
  port: number,
  bytes: string | Buffer,
  judge: (answer: Buffer) => boolean,
): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ port, host: LOOPBACK });
    const end = (verdict: boolean) => {
      socket.destroy();
      resolve(verdict);
    };
    socket.setTimeout(1_000, () => end(false));
    socket.once('connect', () => socket.write(bytes));
    socket.once('data', (answer) => end(judge(answer)));
    socket.once('error', () => end(false));
    socket.once('close', () => end(false));
  });
}
