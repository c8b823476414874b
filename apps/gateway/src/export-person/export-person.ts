import { Injectable, Logger } from '@nestjs/common';
import type { PersonRef } from '@open122/contracts';
import { type PersonPrincipal, useStepUp } from '@open122/http';
import { Clock, Database } from '@open122/service';

import { UPSTREAMS } from '../forward/route-table';
import { Upstreams } from '../forward/upstreams';

/** What the platform holds on a person, and who read it: a part per service. */
export interface PersonExport {
  readonly parts: Readonly<Record<string, unknown>>;
  /** Services whose part could not be had; ask again later for the whole. */
  readonly missing: readonly string[];
}

/** Joins the services' parts for the person himself (design §6). */
@Injectable()
export class ExportPerson {
  private readonly log = new Logger('ExportPerson');

  constructor(
    private readonly upstreams: Upstreams,
    private readonly database: Database,
    private readonly clock: Clock,
  ) {}

  /** Refuses `step-up.…`: whoever has found an open session does not learn all of it. A confirmation is good for one export. */
  async run(principal: PersonPrincipal, bodyDigest: string): Promise<PersonExport> {
    const { person } = principal;
    await this.database.transaction((tx) =>
      useStepUp(tx, principal, 'export-data', bodyDigest, this.clock.now()),
    );
    const parts = await Promise.all(
      UPSTREAMS.map(async (service) => [service, await this.partOf(service, person)] as const),
    );
    return {
      parts: Object.fromEntries(parts.filter(([, part]) => part !== null)),
      missing: parts.filter(([, part]) => part === null).map(([service]) => service),
    };
  }

  private async partOf(service: (typeof UPSTREAMS)[number], person: PersonRef): Promise<unknown> {
    try {
      const path = `/internal/persons/${encodeURIComponent(person)}/export`;
      return await this.upstreams.internal<unknown>(service, path, 'export of own data');
    } catch (err) {
      this.log.warn({ err, problem: `${service} does not show its part of an export` });
      return null;
    }
  }
}
