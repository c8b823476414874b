import { connect, createServer, type Server, type Socket } from 'node:net';
import type { AddressInfo } from 'node:net';

/** A connection to a server that can be cut and mended, or hang, so that a server is away for one test and no other. */
export class Cable {
  private readonly ends = new Set<Socket>();
  private cutOff = false;

  private constructor(
    private readonly server: Server,
    /** The server's address by way of this cable. */
    readonly url: string,
  ) {}

  static async to(url: string): Promise<Cable> {
    const { hostname, port } = new URL(url);
    const server = createServer();
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
    const here = new URL(url);
    here.host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
    const cable = new Cable(server, here.toString());
    server.on('connection', (near) => cable.join(near, connect(Number(port), hostname)));
    return cable;
  }

  cut(): void {
    this.cutOff = true;
    for (const end of this.ends) end.destroy();
  }

  mend(): void {
    this.cutOff = false;
  }

  /** Nothing gets through any more, and nobody is told. */
  freeze(): void {
    for (const end of this.ends) end.pause();
  }

  thaw(): void {
    for (const end of this.ends) end.resume();
  }

  async close(): Promise<void> {
    this.cut();
    await new Promise((done) => this.server.close(done));
  }

  private join(near: Socket, far: Socket): void {
    for (const end of [near, far]) {
      this.ends.add(end);
      end.on('error', () => end.destroy());
      end.on('close', () => {
        this.ends.delete(end);
        near.destroy();
        far.destroy();
      });
    }
    if (this.cutOff) near.destroy();
    else near.pipe(far).pipe(near);
  }
}
