import { Type } from '@sinclair/typebox';
import { instant, VISIT_OUTCOMES } from '@open122/contracts';
import { context } from '@open122/service';
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
const ajv = new Ajv({ strict: false });
const readParcel = ajv.compile<{ parcel: string }>(Parcel);
const readVisits = ajv.compile<{ visits: Visit[] }>(Visits);
const TIMEOUT = 5_000;

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
    const body = { reference: handoverId, ...announcement };
    return (await this.ask('POST', '/parcels', readParcel, { key: handoverId, body })).parcel;
  }

  async visits(parcel: string): Promise<readonly Visit[]> {
    const path = `/parcels/${encodeURIComponent(parcel)}/visits`;
    const { visits } = await this.ask('GET', path, readVisits);
    return visits.map(({ visit, outcome, at, cashFen }) => ({ visit, outcome, at: instant(at), cashFen }));
  }

  async close(): Promise<void> {
    await this.pool.close();
  }

  private async ask<T>(
    method: 'GET' | 'POST',
    path: string,
    valid: (answer: unknown) => answer is T,
    sent?: { key: string; body: unknown },
  ): Promise<T> {
    try {
      return await this.breaker.execute(async () => {
        const answer = await this.pool.request({
          method,
          path: `${this.path}${path}`,
          headers: {
            accept: 'application/json',
            traceparent: context.traceparent(),
            ...(sent && { 'content-type': 'application/json', 'idempotency-key': sent.key }),
          },
          ...(sent && { body: JSON.stringify(sent.body) }),
          signal: AbortSignal.timeout(TIMEOUT),
        });
        if (answer.statusCode !== 200 && answer.statusCode !== 201) {
          await answer.body.dump();
          throw new Error(`${answer.statusCode} on ${method} ${path}`);
        }
        const body: unknown = await answer.body.json();
        if (!valid(body)) throw new Error(`an answer of another shape on ${method} ${path}`);
        return body;
      });
    } catch (error) {
      throw new CourierAway(this.id, error);
    }
  }
}
