import { Injectable } from '@nestjs/common';
import { dayOf, type Instant } from '@open122/contracts';
import { actorOf, type CommandRequest, Idempotency, type Page, pageOf, principalStaff } from '@open122/http';
import { Audit, Clock, Database } from '@open122/service';

import { decideGrant, type Decision, type GrantState } from '../grant';
import { GrantStore } from '../grant.store';
import { type GrantView, grantView } from '../grant-view';
import { OrganisationStore } from '../organisation.store';
import { refuse } from '../refusals';

const FAULTS = {
  state: refuse.grantState,
  period: refuse.grantPeriod,
  'same-officer': refuse.grantSecond,
} as const;

/** Officers decide on what organisations applied for, with reason and period; a grant takes two of them (rules §1). */
@Injectable()
export class DecideGrants {
  constructor(
    private readonly database: Database,
    private readonly idempotency: Idempotency,
    private readonly grants: GrantStore,
    private readonly organisations: OrganisationStore,
    private readonly clock: Clock,
    private readonly audit: Audit,
  ) {}

  async queue(
    state: GrantState,
    after: { appliedAt: Instant; id: string } | null,
    limit: number,
  ): Promise<Page<GrantView>> {
    const rows = await this.database.read((tx) => this.grants.queue(tx, state, after, limit + 1));
    const { items, next } = pageOf(rows, limit, ({ appliedAt, id }) => [appliedAt, id]);
    return { items: items.map(grantView), next };
  }

  async decide(command: CommandRequest, id: string, given: Omit<Decision, 'officer'>): Promise<GrantView> {
    const officer = principalStaff(command.principal);
    const { body } = await this.idempotency.run(command, async (tx) => {
      const before = await this.grants.locked(tx, id);
      const organisation = before === null ? null : await this.organisations.byId(tx, before.organisation);
      if (before === null || organisation === null) throw refuse.grantUnknown();
      const now = this.clock.now();
      const after = decideGrant(before, { ...given, officer: officer.staff }, dayOf(now), now);
      if ('fault' in after) throw FAULTS[after.fault]();
      await this.grants.replace(tx, after, organisation);
      const { step, reason } = given;
      await this.audit.record(tx, {
        ...{ actor: actorOf(officer), action: `grant.${step}`, subject: organisation.id, purpose: reason },
        detail: { grant: id, delegation: after.delegation, state: after.state },
      });
      return { status: 200, body: grantView(after) };
    });
    return body;
  }
}
