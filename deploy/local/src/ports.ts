import { createServer } from 'node:net';

export const LOOPBACK = '127.0.0.1';
const TRIES = 200;

/** Whether this port of the loopback can be listened on now. */
export function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const probe = createServer();
    probe.once('error', () => resolve(false));
    probe.listen({ port, host: LOOPBACK, exclusive: true }, () => probe.close(() => resolve(true)));
  });
}

/** Gives ports out so that no two parts of one stack get the same, and none that somebody else holds. */
export class Ports {
  private readonly given = new Set<number>();

  constructor(private readonly free: (port: number) => Promise<boolean> = isFree) {}

  /** The wished port, else the next free one above it. */
  async take(wished: number): Promise<number> {
    for (let port = wished; port < wished + TRIES; port += 1) {
      if (this.given.has(port)) continue;
      this.given.add(port);
      if (await this.free(port)) return port;
      this.given.delete(port);
    }
    throw new Error(`No free port between ${wished} and ${wished + TRIES - 1}.`);
  }
}
