import { Injectable } from '@nestjs/common';
import { GrantChanged, type GrantStanding, type Instant } from '@open122/contracts';
import { Outbox } from '@open122/messaging';
import { instantColumn, type Tx } from '@open122/service';
import { EntitySchema, type EntitySchemaColumnOptions } from 'typeorm';

import type { GrantState, OrganisationGrant } from './grant';
import type { Organisation } from './organisation';

const columns = {
  id: { type: 'uuid', primary: true },
  organisation: { type: 'uuid' },
  delegation: { type: 'text' },
  state: { type: 'text' },
  reason: { type: 'text' },
  validFrom: { type: 'date', name: 'valid_from', nullable: true },
  validUntil: { type: 'date', name: 'valid_until', nullable: true },
  proposedBy: { type: 'uuid', name: 'proposed_by', nullable: true },
  appliedAt: instantColumn({ name: 'applied_at' }),
  changedAt: instantColumn({ name: 'changed_at' }),
  version: { type: 'bigint' },
} satisfies Record<keyof OrganisationGrant, EntitySchemaColumnOptions>;

export const GrantSchema = new EntitySchema<OrganisationGrant>({
  ...{ name: 'OrganisationGrant', tableName: 'organisation_grant', columns },
});

const QUEUE = `
select id, organisation, delegation, state, reason, valid_from as "validFrom", valid_until as "validUntil",
  proposed_by as "proposedBy", applied_at as "appliedAt", changed_at as "changedAt", version
from organisation_grant
where state = $1 and (applied_at, id) > ($2::timestamptz, $3::uuid)
order by applied_at, id limit $4`;

/** Before the first row there is no bound, but a bound that may be missing keeps the index from being used. */
const FIRST_ID = '00000000-0000-0000-0000-000000000000';

/**
 * What the rest of the platform hears. A suspended grant that is proposed anew stays suspended there until it is confirmed, and
 * is withdrawn when that is refused.
 */
const STANDING: Partial<Record<GrantState, GrantStanding>> = {
  granted: 'granted',
  suspended: 'suspended',
  refused: 'withdrawn',
  withdrawn: 'withdrawn',
};

@Injectable()
export class GrantStore {
  constructor(private readonly outbox: Outbox) {}

  async insert(tx: Tx, grant: OrganisationGrant): Promise<void> {
    await tx.manager.insert(GrantSchema, grant);
  }

  /** Held until the end of the transaction. */
  async locked(tx: Tx, id: string): Promise<OrganisationGrant | null> {
    return tx.manager.findOne(GrantSchema, { where: { id }, lock: { mode: 'pessimistic_write' } });
  }

  async of(tx: Tx, organisation: string): Promise<OrganisationGrant[]> {
    return tx.manager.find(GrantSchema, { where: { organisation }, order: { appliedAt: 'DESC', id: 'ASC' } });
  }

  async queue(
    tx: Tx,
    state: GrantState,
    after: { appliedAt: Instant; id: string } | null,
    limit: number,
  ): Promise<OrganisationGrant[]> {
    return tx.run<OrganisationGrant>('grant.queue', QUEUE, [
      ...[state, after?.appliedAt ?? '-infinity', after?.id ?? FIRST_ID, limit],
    ]);
  }

  /** Writes the state after a step and says so to the others, whom it binds at once. */
  async replace(tx: Tx, grant: OrganisationGrant, { id: account, ref }: Organisation): Promise<void> {
    const { id, version, delegation, validFrom, validUntil } = grant;
    const { affected } = await tx.manager.update(GrantSchema, { id, version: version - 1 }, grant);
    if (affected !== 1) throw new Error(`grant ${id} has changed meanwhile`);
    const standing = STANDING[grant.state];
    if (standing === undefined || validFrom === null) return;
    const data = { grantId: id, account, organisation: ref, delegation, standing, validFrom, validUntil };
    await this.outbox.add(tx, GrantChanged, data, { version });
  }
}
