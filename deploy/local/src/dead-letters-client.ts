import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';

import { request } from 'undici';

import { Problem } from './problem';

/** What the platform tells of a dead letter, as far as it is printed. */
export interface DeadLetter {
  service: string;
  id: number;
  state: string;
  attempts: number;
  firstDiedAt: string;
  lastDiedAt: string;
  cause: string;
  handler: string;
  type: string | null;
  detail: string;
}
/** How the replay of one letter ended. */
export interface Replayed {
  outcome: 'handled' | 'ignored' | 'duplicate' | 'failed';
  attempts: number;
  detail: string;
}
/** How a batch of replays ended; `next` is where the one after it begins. */
export interface ReplayedKind {
  replayed: number;
  failed: number;
  failures: { id: number; code: string }[];
  next: string | null;
}
interface ListPage {
  items: DeadLetter[];
  next: string | null;
  missing: string[];
}

const PAGE = 100;
const TRIES = 5;
/** The same request under the same key has one effect: what may have got lost is sent again. */
const REPEATED = new Set([429, 502, 503, 504]);

/** Dead letters through the gateway. Every method throws a Problem when the platform refuses, or stays away. */
export class DeadLettersClient {
  constructor(
    private readonly gateway: string,
    private readonly token: () => Promise<string>,
    private readonly pauseMs = 1_000,
  ) {}

  /** So many letters at most, the newest first; `more` when there are others, `missing` names services that did not answer. */
  async list(
    words: Readonly<Record<string, string>>,
    limit: number,
  ): Promise<{ items: DeadLetter[]; missing: string[]; more: boolean }> {
    const items: DeadLetter[] = [];
    const missing = new Set<string>();
    for (let cursor: string | null | undefined; cursor !== null && items.length < limit;) {
      const query = new URLSearchParams({
        ...words,
        limit: String(Math.min(PAGE, limit - items.length)),
        ...(cursor !== undefined && { cursor }),
      });
      const page = (await this.ask('GET', `?${query.toString()}`)) as ListPage;
      items.push(...page.items);
      for (const each of page.missing) missing.add(each);
      cursor = page.next;
      if (cursor !== null && items.length >= limit) return { items, missing: [...missing], more: true };
    }
    return { items, missing: [...missing], more: false };
  }
  async show(service: string, id: string, purpose: string | undefined): Promise<object> {
    const query = purpose === undefined ? '' : `?${new URLSearchParams({ purpose }).toString()}`;
    return (await this.ask('GET', `${place(service, id)}${query}`)) as object;
  }
  async replay(service: string, id: string): Promise<Replayed> {
    return (await this.ask('POST', `${place(service, id)}/replay`)) as Replayed;
  }
  /** All letters of a kind, batch by batch; `onBatch` hears of each. */
  async replayKind(
    service: string,
    kind: Readonly<Record<string, string | boolean>>,
    onBatch: (done: ReplayedKind) => void,
  ): Promise<void> {
    for (let after: string | null | undefined; after !== null;) {
      const body: object = { ...kind, ...(after !== undefined && { after }) };
      const done = (await this.ask('POST', `/${encodeURIComponent(service)}/replay`, body)) as ReplayedKind;
      onBatch(done);
      after = done.next;
    }
  }
  async discard(service: string, id: string, reason: string): Promise<void> {
    await this.ask('POST', `${place(service, id)}/discard`, { reason });
  }

  private async ask(method: 'GET' | 'POST', path: string, body?: object): Promise<unknown> {
    const key = randomUUID();
    for (let tries = 1; ; tries += 1) {
      try {
        return answerIn(await this.once(method, path, key, body));
      } catch (error) {
        if (error instanceof Problem) throw error;
        if (tries === TRIES) throw new Problem(`The platform stays away: ${(error as Error).message}.`);
        await pause(this.pauseMs);
      }
    }
  }
  private async once(
    method: 'GET' | 'POST',
    path: string,
    key: string,
    body: object | undefined,
  ): Promise<{ status: number; text: string }> {
    const answer = await request(`${this.gateway}/v1/ops/dead-letters${path}`, {
      method,
      headers: {
        authorization: `Bearer ${await this.token()}`,
        'accept-language': process.env.LANG?.startsWith('zh') ? 'zh-CN' : 'en',
        ...(method === 'POST' && { 'idempotency-key': key }),
        ...(body !== undefined && { 'content-type': 'application/json' }),
      },
      body: body === undefined ? null : JSON.stringify(body),
      headersTimeout: 70_000,
      bodyTimeout: 30_000,
    });
    return { status: answer.statusCode, text: await answer.body.text() };
  }
}

const place = (service: string, id: string): string =>
  `/${encodeURIComponent(service)}/${encodeURIComponent(id)}`;

/** A Problem when repeating does not help. */
function answerIn({ status, text }: { status: number; text: string }): unknown {
  if (status < 300) return text === '' ? undefined : JSON.parse(text);
  const { code, detail } = problemIn(text);
  if (REPEATED.has(status)) throw new Error(code ?? `the gateway answered ${status}`);
  throw new Problem(`${detail ?? text} (${code ?? status})`);
}

function problemIn(text: string): { code?: string; detail?: string } {
  try {
    return JSON.parse(text) as { code?: string; detail?: string };
  } catch {
    return {};
  }
}
