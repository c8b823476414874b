import { Type } from '@sinclair/typebox';
import { instant, VISIT_OUTCOMES } from '@open122/contracts';
import { calling, inSpan } from '@open122/service';
import Ajv from 'ajv';
import { circuitBreaker, ConsecutiveBreaker, handleAll } from 'cockatiel';
import { Pool } from 'undici';

import type { Visit } from '../handover';
import { type Announcement, CourierAway, CourierPort } from './courier-port';

/** Whatever else a courier adds is his own. */
const Parcel = Type.Object({ parcel: Type.String({ minLength: 1, maxLength: 64 }) });
const Visits = Type.Object({
  visits: Type.Array(
    Type.Object({
      visit: Type.Integer({ minimum: 1, maximum: 99 }),
      outcome: Type.String({ enum: [...VISIT_OUTCOMES] }),
      at: Type.String(),
      cashFen: Type.Integer({ minimum: 0 }),
    }),
    { maxItems: 99 },
  ),
});
const ajv = new Ajv({ strict: false, meta: false, validateSchema: false });
const isParcel = ajv.compile<{ parcel: string }>(Parcel);
const isVisits = ajv.compile<{ visits: Visit[] }>(Visits);
const TIMEOUT = 5_000;
const OTHER_SHAPE = 'an answer of another shape';

function readParcel(answer: unknown): string {
  if (!isParcel(answer)) throw new Error(OTHER_SHAPE);
  return answer.parcel;
}
function readVisits(answer: unknown): Visit[] {
  if (!isVisits(answer)) throw new Error(OTHER_SHAPE);
  return answer.visits.map(({ visit, outcome, at, cashFen }) => ({
    visit,
    outcome,
    at: instant(at),
    cashFen,
  }));
}

interface Asked {
  readonly method: 'GET' | 'POST';
  readonly path: string;
  readonly headers?: Record<string, string>;
  readonly body?: string;
}

/**
 * A courier's own interface: `POST {url}/parcels` with an Idempotency-Key answers `{ parcel }`, `GET {url}/parcels/{parcel}/visits`
 * answers `{ visits }`. Kept-alive connections, every time-out, a breaker; the timers that call it repeat.
 */
export class HttpCourier extends CourierPort {
  private readonly pool: Pool;
  private readonly path: string;
  private readonly breaker = circuitBreaker(handleAll, {
    halfOpenAfter: 5_000,
    breaker: new ConsecutiveBreaker(5),
  });

  constructor(
    private readonly id: string,
    url: string,
  ) {
    super();
    const { origin, pathname } = new URL(url);
    this.path = pathname.replace(/\/$/, '');
    this.pool = new Pool(origin, {
      connections: 4,
      pipelining: 1,
      connect: { timeout: 1_000 },
      headersTimeout: TIMEOUT,
      bodyTimeout: TIMEOUT,
    });
  }

  async announce({ handoverId, ...announcement }: Announcement): Promise<string> {
    const body = JSON.stringify({ reference: handoverId, ...announcement });
    const headers = { 'content-type': 'application/json', 'idempotency-key': handoverId };
    return this.ask({ method: 'POST', path: '/parcels', headers, body }, readParcel);
  }

  async visits(parcel: string): Promise<readonly Visit[]> {
    return this.ask({ method: 'GET', path: `/parcels/${encodeURIComponent(parcel)}/visits` }, readVisits);
  }

  async close(): Promise<void> {
    await this.pool.close();
  }

  private async ask<T>(asked: Asked, read: (answer: unknown) => T): Promise<T> {
    try {
      return await this.breaker.execute(async () =>
        inSpan(calling(asked.method, this.id), ({ traceparent }) => this.once(asked, traceparent, read)),
      );
    } catch (error) {
      throw new CourierAway(this.id, error);
    }
  }

  private async once<T>(asked: Asked, traceparent: string, read: (answer: unknown) => T): Promise<T> {
    const answer = await this.pool.request({
      ...asked,
      path: `${this.path}${asked.path}`,
      headers: { accept: 'application/json', traceparent, ...asked.headers },
      signal: AbortSignal.timeout(TIMEOUT),
    });
    if (answer.statusCode === 200 || answer.statusCode === 201) return read(await answer.body.json());
    await answer.body.dump();
    throw new Error(`${answer.statusCode} on ${asked.method} ${asked.path}`);
  }
}
