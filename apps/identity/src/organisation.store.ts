import { Injectable } from '@nestjs/common';
import type { Instant, OrgRef, PersonRef, PhoneRef } from '@open122/contracts';
import type { Tx } from '@open122/service';
import { IsNull } from 'typeorm';

import type { Agent, Organisation } from './organisation';
import { AgentSchema, OrganisationSchema } from './organisation.schema';
import type { Particulars, PersonDocument } from './person';
import { Vault } from './vault';

/** Nobody registers the same organisation twice at once: the one who comes second sees what the first did. */
const LOCK = `select pg_advisory_xact_lock(hashtextextended($1, 127))`;
const ON_RECORD = `
select party.sealed as document, party.key_id as "documentKey", record.sealed, record.key_id as "keyId"
from party join party_record record on record.party = party.ref
where party.ref = $1 and party.kind = 'organisation'
order by record.source like 'window:%' desc, record.updated_at desc limit 1`;
const END = `
update agent set ended_at = $2, version = version + 1 where id = $1 and ended_at is null returning id`;
const ACTIVATE = `
update agent set password_hash = $2, activated_at = $3, version = version + 1
where id = $1 and password_hash is null and ended_at is null returning id`;
const SET_PASSWORD = `
update agent set password_hash = $3, version = version + 1
where id = $1 and password_hash = $2 and ended_at is null returning id`;
const HOLD = `
select password_hash as "passwordHash" from agent where id = $1 and ended_at is null for share`;

interface RecordRow {
  document: Buffer;
  documentKey: string;
  sealed: Buffer;
  keyId: string;
}

/** Organisations and who acts for them. */
@Injectable()
export class OrganisationStore {
  constructor(private readonly vault: Vault) {}

  /** The organisation, locked until the end of the transaction whether it is registered or not. */
  async lockedOf(tx: Tx, ref: OrgRef): Promise<Organisation | null> {
    await tx.run('organisation.lock', LOCK, [ref]);
    return tx.manager.findOneBy(OrganisationSchema, { ref });
  }

  async of(tx: Tx, ref: OrgRef): Promise<Organisation | null> {
    return tx.manager.findOneBy(OrganisationSchema, { ref });
  }

  async byId(tx: Tx, id: string): Promise<Organisation | null> {
    return tx.manager.findOneBy(OrganisationSchema, { id });
  }

  /** Its code and name, opened; what a clerk entered before what the registry knows. */
  async onRecord(tx: Tx, ref: OrgRef): Promise<{ document: PersonDocument; name: string } | null> {
    const [row] = await tx.run<RecordRow>('organisation.on-record', ON_RECORD, [ref]);
    if (row === undefined) return null;
    const { name } = this.vault.open<Particulars>(row, ref);
    const document = this.vault.open<PersonDocument>({ sealed: row.document, keyId: row.documentKey }, ref);
    return { document, name };
  }

  async insert(tx: Tx, organisation: Organisation): Promise<void> {
    await tx.manager.insert(OrganisationSchema, organisation);
  }

  async addAgent(tx: Tx, agent: Agent): Promise<void> {
    await tx.manager.insert(AgentSchema, agent);
  }

  /** Who acts for an organisation now or did, the newest first. */
  async agentsOf(tx: Tx, organisation: string): Promise<Agent[]> {
    return tx.manager.find(AgentSchema, {
      where: { organisation },
      order: { registeredAt: 'DESC', id: 'ASC' },
    });
  }

  async agent(tx: Tx, id: string): Promise<Agent | null> {
    return tx.manager.findOneBy(AgentSchema, { id, endedAt: IsNull() });
  }

  async agentOfPerson(tx: Tx, organisation: string, person: PersonRef): Promise<Agent | null> {
    return tx.manager.findOneBy(AgentSchema, { organisation, person, endedAt: IsNull() });
  }

  /** The agent who signs in with this mobile for this organisation. */
  async agentByMobile(tx: Tx, organisation: string, phoneRef: PhoneRef): Promise<Agent | null> {
    return tx.manager.findOneBy(AgentSchema, { organisation, phoneRef, endedAt: IsNull() });
  }

  /** Whether this mobile signs in some agent, who has set his password already or has not. */
  async anyAgentOf(tx: Tx, phoneRef: PhoneRef, hasPassword: boolean): Promise<boolean> {
    const agents = await tx.manager.findBy(AgentSchema, { phoneRef, endedAt: IsNull() });
    return agents.some(({ passwordHash }) => (passwordHash !== null) === hasPassword);
  }

  /** False when he had ended already. */
  async endAgent(tx: Tx, id: string, now: Instant): Promise<boolean> {
    return (await tx.run('agent.end', END, [id, now])).length === 1;
  }

  /** Sets an agent's own password, if none was set. */
  async activateAgent(tx: Tx, { id }: Agent, passwordHash: string, now: Instant): Promise<boolean> {
    return (await tx.run('agent.activate', ACTIVATE, [id, passwordHash, now])).length === 1;
  }

  /** False when he has ended, or has another password by now. */
  async setPassword(tx: Tx, { id, passwordHash: before }: Agent, after: string): Promise<boolean> {
    return (await tx.run('agent.set-password', SET_PASSWORD, [id, before, after])).length === 1;
  }

  /** The password as it stands, held until the end of the transaction: the agent's end comes before or after. */
  async holdPassword(tx: Tx, { id }: Agent): Promise<string | null> {
    const [row] = await tx.run<Pick<Agent, 'passwordHash'>>('agent.hold-password', HOLD, [id]);
    return row?.passwordHash ?? null;
  }

  mobileOf({ mobile, keyId, person }: Agent): string {
    return this.vault.open<string>({ sealed: mobile, keyId }, person);
  }
}
