import { randomUUID } from 'node:crypto';

import type { Instant, ServiceName } from '@open122/contracts';
import { PRINCIPAL_HEADER, signPrincipal } from '@open122/http';
import type { LocalProvince } from '@open122/local';
import { Pool } from 'undici';

import type { Asked } from './reads';

const SECONDS = 7_200;
const CONNECTIONS = 4;

/** Asks services as the gateway would, and some as another service would. */
export class Asker {
  readonly #pools = new Map<ServiceName, Pool>();

  constructor(private readonly province: LocalProvince) {}

  /** The answer's body. Throws when it is none of the 2xx, for then something else was measured. */
  async ask(service: ServiceName, asked: Asked): Promise<string> {
    const { path, as, body } = asked;
    const { statusCode, body: answer } = await this.#pool(service).request({
      ...{ method: body === undefined ? 'GET' : 'POST', path },
      headers: {
        ...{ [PRINCIPAL_HEADER]: this.#signed(service, asked) },
        ...(body === undefined
          ? {}
          : { 'content-type': 'application/json', 'idempotency-key': randomUUID() }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await answer.text();
    if (statusCode > 299) throw new Error(`${service} ${path} as ${as.kind}: ${statusCode} ${text}`);
    return text;
  }
  /** Milliseconds of each request, a few at once. */
  async time(service: ServiceName, requests: readonly Asked[]): Promise<number[]> {
    const waiting = [...requests];
    const taken: number[] = [];
    const client = async (): Promise<void> => {
      for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
        const began = performance.now();
        await this.ask(service, next);
        taken.push(performance.now() - began);
      }
    };
    await Promise.all(Array.from({ length: CONNECTIONS }, client));
    return taken;
  }
  async close(): Promise<void> {
    await Promise.all([...this.#pools.values()].map((pool) => pool.close()));
  }

  #pool(service: ServiceName): Pool {
    const pool =
      this.#pools.get(service) ?? new Pool(this.province.url(service), { connections: CONNECTIONS });
    this.#pools.set(service, pool);
    return pool;
  }
  #signed(audience: ServiceName, { as }: Asked): string {
    const { settings } = this.province;
    const issuer = as.kind === 'service' ? as.service : 'gateway';
    const name = issuer === 'gateway' ? 'PRINCIPAL' : issuer.toUpperCase();
    return signPrincipal(as, {
      ...{ issuer, audience, key: settings[`${audience.toUpperCase()}_${name}_KEY`] ?? '' },
      ...{ wallNow: new Date().toISOString() as Instant, seconds: SECONDS },
    });
  }
}
