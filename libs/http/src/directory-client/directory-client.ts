import type { OrgRef, PersonRef, ServiceName } from '@open122/contracts';
import { calling, type Clock, context, inSpan } from '@open122/service';
import { type Dispatcher, Pool } from 'undici';

import { PRINCIPAL_HEADER, type PrincipalKey, signPrincipal } from '../principal/sign-principal';
import { Refusal } from '../refusal/refusal';
import { refuse } from '../refusals';
import {
  Directory,
  type DocumentNumber,
  type NamedOrganisation,
  type OrganisationEntry,
  type PersonEntry,
  type Reading,
  type ResolvedAddress,
  type ResolvedPerson,
} from './directory';
import { patience } from './patience';

export interface DirectoryOptions {
  /** The caller: licence, vehicle or fulfilment. */
  readonly service: ServiceName;
  /** Base URL of identity. */
  readonly url: string;
  /** By whom identity's certificate is believed, where it speaks TLS. */
  readonly ca?: Buffer;
  /** Key shared with identity. */
  readonly key: PrincipalKey;
}

interface Ask {
  readonly method: 'GET' | 'POST';
  readonly path: string;
  readonly purpose: string;
  readonly body?: unknown;
}

/** The directory over HTTP: kept-alive connections, every time-out, retries (all of its calls may be repeated), a breaker. */
export class DirectoryClient extends Directory {
  private readonly pool: Pool;
  private readonly patience = patience();

  constructor(
    private readonly options: DirectoryOptions,
    private readonly clock: Clock,
  ) {
    super();
    this.pool = new Pool(options.url, {
      connections: 16,
      pipelining: 1,
      connect: { timeout: 1_000, ...(options.ca !== undefined && { ca: options.ca }) },
      headersTimeout: 4_000,
      bodyTimeout: 4_000,
      keepAliveTimeout: 20_000,
    });
  }

  async intern(
    entries: readonly (PersonEntry | OrganisationEntry)[],
  ): Promise<readonly (PersonRef | OrgRef)[]> {
    const answer = await this.ask<{ refs: (PersonRef | OrgRef)[] }>({
      method: 'POST',
      path: '/internal/directory/persons',
      purpose: 'intern',
      body: { entries },
    });
    return answer?.refs ?? [];
  }

  async refOf(document: DocumentNumber): Promise<PersonRef> {
    const answer = await this.ask<{ person: PersonRef }>({
      method: 'POST',
      path: '/internal/directory/refs',
      purpose: 'reference',
      body: { document },
    });
    if (answer === null) throw refuse.unavailable();
    return answer.person;
  }

  async resolve(persons: readonly PersonRef[], reading: Reading): Promise<readonly ResolvedPerson[]> {
    const answer = await this.ask<{ persons: ResolvedPerson[] }>({
      method: 'POST',
      path: '/internal/directory/resolve',
      purpose: reading.purpose,
      body: { persons, ...reading },
    });
    return answer?.persons ?? [];
  }

  async organisations(accounts: readonly string[]): Promise<readonly NamedOrganisation[]> {
    const answer = await this.ask<{ organisations: NamedOrganisation[] }>({
      method: 'POST',
      path: '/internal/directory/organisations',
      purpose: 'name',
      body: { accounts },
    });
    return answer?.organisations ?? [];
  }

  async address(addressRef: string, reading: Reading): Promise<ResolvedAddress | null> {
    const query = new URLSearchParams({ purpose: reading.purpose, actor: reading.actor });
    return this.ask<ResolvedAddress>({
      method: 'GET',
      path: `/internal/directory/addresses/${encodeURIComponent(addressRef)}?${query.toString()}`,
      purpose: reading.purpose,
    });
  }

  async close(): Promise<void> {
    await this.pool.close();
  }

  /** Null for 404. */
  private async ask<T>(ask: Ask): Promise<T | null> {
    try {
      return await this.patience.execute(async () => this.once<T>(ask));
    } catch (cause) {
      if (cause instanceof Refusal) throw cause;
      throw Object.assign(refuse.unavailable().with({ retryAfterSeconds: 2 }), { cause });
    }
  }

  private async once<T>(ask: Ask): Promise<T | null> {
    return inSpan(calling(ask.method, 'identity'), async ({ traceparent }) => {
      const answer = await this.pool.request({
        method: ask.method,
        path: ask.path,
        headers: this.headers(ask, traceparent),
        ...(ask.body !== undefined && { body: JSON.stringify(ask.body) }),
        signal: AbortSignal.timeout(5_000),
      });
      return read<T>(answer, ask.path.split('?', 1)[0] ?? '');
    });
  }

  private headers(ask: Ask, traceparent: string): Record<string, string> {
    const principal = signPrincipal(
      { kind: 'service', service: this.options.service, purpose: ask.purpose },
      {
        issuer: this.options.service,
        audience: 'identity',
        key: this.options.key,
        wallNow: this.clock.wall(),
      },
    );
    return {
      [PRINCIPAL_HEADER]: principal,
      'content-type': 'application/json',
      traceparent,
      'x-correlation-id': context.correlationId(),
    };
  }
}

async function read<T>(answer: Dispatcher.ResponseData, path: string): Promise<T | null> {
  if (answer.statusCode === 200 || answer.statusCode === 201) return (await answer.body.json()) as T;
  await answer.body.dump();
  if (answer.statusCode === 404) return null;
  if (answer.statusCode === 400 || answer.statusCode === 422) throw refuse.invalid();
  throw new Error(`the directory answered ${answer.statusCode} on ${path}`);
}
