import { randomUUID } from 'node:crypto';

import { Injectable } from '@nestjs/common';
import type { Delegation } from '@open122/contracts';
import {
  actorOf,
  type AgentPrincipal,
  type CommandRequest,
  Idempotency,
  principalAgent,
} from '@open122/http';
import { Audit, Clock, Database, sqlState } from '@open122/service';

import { applyForGrant, delegable } from '../grant';
import { GrantStore } from '../grant.store';
import { type GrantView, grantView } from '../grant-view';
import { refuse } from '../refusals';

/** An organisation asks to be granted delegated business; an operator decides (rules §1). */
@Injectable()
export class ApplyForGrant {
  constructor(
    private readonly database: Database,
    private readonly idempotency: Idempotency,
    private readonly grants: GrantStore,
    private readonly clock: Clock,
    private readonly audit: Audit,
  ) {}

  async apply(command: CommandRequest, delegation: Delegation, reason: string): Promise<GrantView> {
    const agent = principalAgent(command.principal);
    if (!delegable(delegation, agent.organisationKind)) throw refuse.grantOtherKind();
    try {
      const { body } = await this.idempotency.run(command, async (tx) => {
        const fresh = { id: randomUUID(), organisation: agent.account, delegation, reason };
        const grant = applyForGrant(fresh, this.clock.now());
        await this.grants.insert(tx, grant);
        const subject = agent.account;
        const detail = { grant: grant.id, delegation };
        await this.audit.record(tx, { actor: actorOf(agent), action: 'grant.apply', subject, detail });
        return { status: 201, body: grantView(grant) };
      });
      return body;
    } catch (error) {
      // One that is applied for or granted already: the unique index decides.
      throw sqlState(error) === '23505' ? refuse.grantOpen() : error;
    }
  }

  async list({ account }: AgentPrincipal): Promise<GrantView[]> {
    return (await this.database.read((tx) => this.grants.of(tx, account))).map(grantView);
  }
}
