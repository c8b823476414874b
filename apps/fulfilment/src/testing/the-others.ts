import { createHash, createPublicKey, generateKeyPairSync } from 'node:crypto';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';

import { PRINCIPAL_HEADER } from '@open122/http';
import { aPersonRef } from '@open122/testkit';
import { createVerifier, httpbis } from 'http-message-signatures';

const pair = generateKeyPairSync('ed25519');
const privateKey: object = pair.privateKey.export({ format: 'jwk' });

/** What a courier's callback says. */
export interface Report {
  readonly parcel: string;
  readonly handoverId: string;
  readonly visit: number;
  readonly outcome: string;
}

/**
 * For tests: the other ends of fulfilment's wires, on one port. Identity's directory as its client asks it, and the gateway's
 * webhook, which checks signature and digest as the real one does.
 */
export class TheOthers {
  /** Line of an address by its reference. */
  readonly addresses = new Map<string, string>();
  /** Whose the addresses are. */
  addressee = aPersonRef('Wang');
  /** Whose document a number is. */
  readonly documents = new Map<string, string>();
  readonly reports: Report[] = [];
  readonly asked: string[] = [];
  /** Answers 503 as often as this says. */
  failures = 0;
  /** Where verified callbacks go on to. */
  forward: (report: Report) => Promise<number> = async () => 200;

  private constructor(private readonly server: Server) {}

  static async start(): Promise<TheOthers> {
    const server = createServer();
    const others = new TheOthers(server);
    server.on('request', (request, response) => {
      void others.answer(request).then(({ status, body }) => {
        response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
      });
    });
    await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
    return others;
  }

  /** Settings of fulfilment that lead here. */
  get env(): NodeJS.ProcessEnv {
    const url = `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
    return {
      FULFILMENT_IDENTITY_URL: url,
      FULFILMENT_GATEWAY_URL: url,
      FULFILMENT_SANDBOX_COURIER_KEY: JSON.stringify({ ...privateKey, kid: 'k1' }),
    };
  }

  async close(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((closed) => this.server.close(closed));
  }

  private async answer(request: IncomingMessage): Promise<{ status: number; body: unknown }> {
    const [raw, path] = [await buffer(request), new URL(request.url!, 'http://any').pathname];
    this.asked.push(path);
    if (this.failures > 0) {
      this.failures -= 1;
      return { status: 503, body: {} };
    }
    if (path.startsWith('/internal/directory/')) return this.directory(request, path, raw);
    return this.callback(request, raw);
  }

  private directory(request: IncomingMessage, path: string, raw: Buffer) {
    if (request.headers[PRINCIPAL_HEADER] === undefined) return { status: 401, body: {} };
    const ref = path.split('/addresses/')[1];
    if (ref !== undefined) {
      const line = this.addresses.get(ref);
      if (line === undefined) return { status: 404, body: {} };
      const of = { addressRef: ref, person: this.addressee, name: '王某', mobile: '13800000000' };
      return { status: 200, body: { ...of, area: '130102', line } };
    }
    const asked = JSON.parse(raw.toString()) as { document?: { number: string }; persons?: string[] };
    if (path.endsWith('/refs')) {
      const number = asked.document!.number;
      return { status: 200, body: { person: this.documents.get(number) ?? aPersonRef(number) } };
    }
    const persons = asked.persons!.map((person) => ({
      person,
      name: '王某',
      document: { type: 'resident-id', number: '130102199001010012' },
      mobile: null,
    }));
    return { status: 200, body: { persons } };
  }

  private async callback(request: IncomingMessage, raw: Buffer) {
    const digest = `sha-256=:${createHash('sha256').update(raw).digest('base64')}:`;
    const key = createPublicKey(pair.publicKey.export({ format: 'pem', type: 'spki' }));
    const signed = await httpbis.verifyMessage(
      {
        keyLookup: async ({ keyid }) =>
          keyid === 'k1' ? { verify: createVerifier(key, 'ed25519'), algs: ['ed25519'] } : null,
        requiredFields: ['@method', '@path', 'content-digest'],
        requiredParams: ['created', 'keyid', 'nonce'],
        maxAge: 60,
      },
      {
        method: request.method!,
        url: `http://any${request.url}`,
        headers: request.headers as Record<string, string>,
      },
    );
    if (signed !== true || request.headers['content-digest'] !== digest) return { status: 401, body: {} };
    const report = JSON.parse(raw.toString()) as Report;
    this.reports.push(report);
    return { status: await this.forward(report), body: {} };
  }
}
