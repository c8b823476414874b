import { createHash, randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';

import { request } from 'undici';

export interface Answer<T = Record<string, unknown>> {
  status: number;
  body: T;
  headers: Record<string, string | string[] | undefined>;
}

export interface Call {
  method?: 'GET' | 'POST' | 'PUT' | 'DELETE';
  path: string;
  token?: string;
  /** Sent as JSON exactly as `JSON.stringify` writes it: the step-up is bound to these bytes. */
  body?: unknown;
  /** Repeated on a lost connection; a POST without one gets its own. */
  key?: string;
  stepUp?: string;
  language?: 'zh-CN' | 'en';
  csv?: Buffer;
  /** Of whoever asks; a new trace begins without one. */
  traceparent?: string;
}

const PATIENCE_MILLISECONDS = 120_000;

/** SHA-256 of a body as it goes over the wire, base64url: what a step-up is bound to. */
export const digestOf = (body: unknown): string =>
  createHash('sha256').update(JSON.stringify(body)).digest('base64url');

/** A client that sees nothing of the platform but its gateway, and that repeats with the same key when it is away. */
export class GatewayClient {
  constructor(readonly url: string) {}

  /** Sends until an answer other than 503, 502 or 429 comes; throws after two minutes without one. */
  async call<T = Record<string, unknown>>(call: Call): Promise<Answer<T>> {
    const headers = this.headers(call);
    const until = Date.now() + PATIENCE_MILLISECONDS;
    for (let wait = 100; ; wait = Math.min(wait * 2, 2_000)) {
      const answer = await this.once<T>(call, headers).catch((error: unknown) => error as Error);
      const away =
        answer instanceof Error || [429, 502, 503, 504].includes(answer.status) || inFlight(answer);
      if (!away) return answer;
      if (Date.now() > until) {
        throw answer instanceof Error ? answer : new Error(`${call.path}: ${JSON.stringify(answer.body)}`);
      }
      await pause(wait);
    }
  }

  /** As {@link call}, and throws unless the status is the expected one. */
  async expect<T = Record<string, unknown>>(status: number, call: Call): Promise<T> {
    const answer = await this.call<T>(call);
    if (answer.status !== status) {
      throw new Error(
        `${call.method ?? 'GET'} ${call.path}: expected ${status}, got ${answer.status} ${JSON.stringify(answer.body)}`,
      );
    }
    return answer.body;
  }

  private headers(call: Call): Record<string, string> {
    const headers: Record<string, string> = { 'accept-language': call.language ?? 'en' };
    if (call.token) headers.authorization = `Bearer ${call.token}`;
    if (call.method === 'POST') headers['idempotency-key'] = call.key ?? randomUUID();
    if (call.traceparent) headers.traceparent = call.traceparent;
    if (call.stepUp) headers['step-up'] = call.stepUp;
    if (call.body !== undefined) headers['content-type'] = 'application/json';
    if (call.csv !== undefined) {
      headers['content-type'] = 'text/csv';
      headers['content-digest'] = `sha-256=:${createHash('sha256').update(call.csv).digest('base64')}:`;
    }
    return headers;
  }

  private async once<T>(call: Call, headers: Record<string, string>): Promise<Answer<T>> {
    const response = await request(`${this.url}${call.path}`, {
      method: call.method ?? 'GET',
      headers,
      body: call.csv ?? (call.body === undefined ? null : JSON.stringify(call.body)),
      headersTimeout: 40_000,
      bodyTimeout: 40_000,
    });
    const text = await response.body.text();
    return {
      status: response.statusCode,
      headers: response.headers,
      body: (text === '' ? {} : JSON.parse(text)) as T,
    };
  }
}

const inFlight = (answer: Answer<unknown>): boolean =>
  answer.status === 409 && (answer.body as { code?: string }).code === 'idempotency.in-flight';
