import { Injectable, Logger } from '@nestjs/common';
import type { PersonRef } from '@open122/contracts';

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

  constructor(private readonly upstreams: Upstreams) {}

  async run(person: PersonRef): Promise<PersonExport> {
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
