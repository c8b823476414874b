import { createPrivateKey, type JsonWebKey, randomUUID } from 'node:crypto';

import { SignJWT } from 'jose';
import { Client } from 'pg';
import { Agent, request } from 'undici';

import type { Platform } from '../platform';
import { databaseOf } from '../platform';

/** Seconds; longer than a row runs. */
const LIFETIME = 7_200;
const PATIENCE = 30_000;

/** Whoever calls the gateway, with an access token as identity signs them. */
export class Callers {
  readonly #key: JsonWebKey & { kid: string };
  /** Connections are opened as they are needed and not kept for long: servers come and go. */
  readonly #agent = new Agent({ keepAliveTimeout: 1_000, connect: { timeout: 2_000 }, pipelining: 1 });

  constructor(private readonly platform: Platform) {
    this.#key = JSON.parse(platform.settings.IDENTITY_TOKEN_KEY ?? '') as JsonWebKey & { kid: string };
  }

  /** A token of a person on record, or of staff. */
  token(claims: Readonly<Record<string, string>>): Promise<string> {
    const issued = Math.floor(Date.now() / 1_000);
    return new SignJWT({ sid: randomUUID(), ...claims, iat: issued, exp: issued + LIFETIME })
      .setProtectedHeader({ alg: 'EdDSA', typ: 'access', kid: this.#key.kid })
      .setIssuer('he.identity')
      .setSubject(claims.account ?? randomUUID())
      .sign(createPrivateKey({ key: this.#key, format: 'jwk' }));
  }
  /** Puts so many persons on record at identity, without names: enough to keep addresses for. */
  async persons(count: number): Promise<string[]> {
    const refs = Array.from({ length: count }, () => randomUUID().replaceAll('-', '').padEnd(43, '0'));
    const client = new Client({ connectionString: databaseOf(this.platform, 'identity') });
    await client.connect();
    const sql = `insert into party (ref, kind, sealed, key_id, created_at)
      select ref, 'person', '\\x00', 'none', '2026-01-01' from unnest($1::text[]) as ref`;
    await client.query(sql, [refs]).finally(() => client.end());
    return refs;
  }
  /** One request. Status 0: there was no answer. */
  async ask(call: Call): Promise<Answered> {
    const { method = 'GET', path, token, body, key, at = this.platform.gateway } = call;
    try {
      const answer = await request(`${at}${path}`, {
        ...{ method, dispatcher: this.#agent, headersTimeout: PATIENCE, bodyTimeout: PATIENCE },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
        headers: {
          ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
          ...(body === undefined ? {} : { 'content-type': 'application/json' }),
          ...(key === undefined ? {} : { 'idempotency-key': key }),
        },
      });
      return { status: answer.statusCode, body: await answer.body.text() };
    } catch (error) {
      return { status: 0, body: (error as Error).message };
    }
  }
  close(): Promise<void> {
    return this.#agent.destroy();
  }
}

export interface Call {
  readonly method?: 'GET' | 'POST';
  readonly path: string;
  readonly token?: string;
  readonly body?: object;
  /** Idempotency-Key. */
  readonly key?: string;
  /** Another gateway than the platform's first. */
  readonly at?: string;
}
export interface Answered {
  readonly status: number;
  readonly body: string;
}

export const anAddress = (detail: string): object => ({
  ...{ area: '130104', detail, recipient: '王某', mobile: '13800000001' },
});

/** Addresses that identity keeps of these persons, counted for each: looked up by SQL, past all code of ours. */
export async function addressesOf(
  platform: Platform,
  persons: readonly string[],
): Promise<Map<string, number>> {
  const client = new Client({ connectionString: databaseOf(platform, 'identity') });
  await client.connect();
  const sql = 'select person, count(ref) from address where person = any($1) group by person';
  const { rows } = await client
    .query<{ person: string; count: string }>(sql, [persons])
    .finally(() => client.end());
  return new Map(rows.map(({ person, count }) => [person, Number(count)]));
}
