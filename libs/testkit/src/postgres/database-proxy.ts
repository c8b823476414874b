import { connect, createServer, type Server, type Socket } from 'node:net';

/** As PostgreSQL says that it takes the next statement, at the end of what it answers. */
const READY = Buffer.from([0x5a, 0, 0, 0, 5]);
const isReady = (answer: Buffer): boolean => answer.subarray(-6, -1).equals(READY);

/** As a backend says it whose postmaster was killed. */
function lastWords(): Buffer {
  const fields = [
    'SFATAL',
    'VFATAL',
    'C57P01',
    'Mterminating connection due to unexpected postmaster exit',
    '',
  ];
  const body = Buffer.from(fields.map((field) => `${field}\0`).join(''));
  const head = Buffer.from([0x45, 0, 0, 0, 0]);
  head.writeInt32BE(body.length + 4, 1);
  return Buffer.concat([head, body]);
}

/** Stands between a service and PostgreSQL, so that PostgreSQL can go away. */
export class DatabaseProxy {
  readonly #target: URL;
  #server: Server | undefined;
  #port = 0;
  readonly #sockets = new Set<Socket>();
  /** Every connection ends as soon as it is ready: both come in one packet, as they do when PostgreSQL is killed under load. */
  dying = false;

  constructor(target: string) {
    this.#target = new URL(target);
  }
  /** The database's address, through this proxy. */
  get url(): string {
    return Object.assign(new URL(this.#target), { host: `127.0.0.1:${this.#port}` }).toString();
  }
  /** At the same port each time. */
  async start(): Promise<void> {
    const server = createServer((client) => {
      const upstream = connect(Number(this.#target.port), this.#target.hostname);
      client.pipe(upstream);
      upstream.on('data', (answer: Buffer) => {
        const last = this.dying && isReady(answer);
        client.write(last ? Buffer.concat([answer, lastWords()]) : answer);
        if (last) client.end();
      });
      upstream.on('end', () => client.end());
      for (const socket of [client, upstream]) {
        this.#sockets.add(socket);
        socket.on('error', () => undefined);
      }
    });
    await new Promise<void>((resolve) => server.listen(this.#port, '127.0.0.1', resolve));
    this.#server = server;
    this.#port = (server.address() as { port: number }).port;
  }
  /** Breaks all connections too. */
  async stop(): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    this.#sockets.clear();
    await new Promise((resolve) => (this.#server ? this.#server.close(resolve) : resolve(undefined)));
  }
}
