import { createServer, type IncomingMessage, request, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A request as it arrived at the other end. */
export interface Arrived {
  readonly method: string;
  readonly url: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
  /** Of the body. */
  readonly bytes: number;
}
export type Answering = (arrived: Arrived, response: ServerResponse) => void;

/** The other end of the gateway's line: it keeps what arrives and answers as told. */
export class FarEnd {
  readonly arrived: Arrived[] = [];
  answering: Answering = (_, response) => response.end('{}');
  /** Called for what is answered before the body is read. */
  early: ((request: IncomingMessage, response: ServerResponse) => boolean) | undefined;
  private constructor(
    private readonly server: Server,
    readonly url: string,
  ) {}

  static async open(): Promise<FarEnd> {
    const server = createServer();
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
    const { port } = server.address() as AddressInfo;
    const end = new FarEnd(server, `http://127.0.0.1:${port}`);
    server.on('request', (incoming, response) => end.receive(incoming, response));
    return end;
  }

  async close(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((done) => this.server.close(done));
  }

  private receive(incoming: IncomingMessage, response: ServerResponse): void {
    if (this.early?.(incoming, response) === true) return;
    const chunks: Buffer[] = [];
    incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
    incoming.on('error', () => response.destroy());
    incoming.on('end', () => {
      const body = Buffer.concat(chunks);
      const { method = '', url = '', headers } = incoming;
      const arrived = {
        method,
        url,
        headers,
        body: body.length > 1_000 ? '' : body.toString(),
        bytes: body.length,
      };
      this.arrived.push(arrived);
      this.answering(arrived, response);
    });
  }
}

export interface RawAnswer {
  readonly status: number;
  readonly headers: IncomingMessage['headers'];
  readonly body: Record<string, unknown>;
}

/** A request whose path is sent exactly as written, which `fetch` would not do. */
export const raw = (
  base: string,
  path: string,
  options: { method?: string; headers?: Record<string, string>; body?: string | Buffer } = {},
): Promise<RawAnswer> =>
  new Promise((resolve, reject) => {
    const { hostname, port } = new URL(base);
    const { method = 'GET', headers = {}, body } = options;
    const sent = request({ hostname, port, path, method, headers }, (answer) => {
      const chunks: Buffer[] = [];
      answer.on('data', (chunk: Buffer) => chunks.push(chunk));
      answer.on('error', reject);
      answer.on('end', () => {
        const text = Buffer.concat(chunks).toString();
        const parsed = /^[[{]/.test(text) ? (JSON.parse(text) as RawAnswer['body']) : { text };
        resolve({ status: answer.statusCode ?? 0, headers: answer.headers, body: parsed });
      });
    });
    sent.on('error', reject);
    sent.end(body);
  });
