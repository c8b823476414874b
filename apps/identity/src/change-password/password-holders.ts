import { Injectable } from '@nestjs/common';
import type { AgentPrincipal, Principal } from '@open122/http';
import type { Tx } from '@open122/service';

import { AccountStore } from '../account.store';
import { OrganisationStore } from '../organisation.store';
import type { Holder } from '../session';
import { agentHolder } from '../sign-in-agent/agent-holder';
import { StaffStore } from '../staff.store';

/** Whoever has a password: a person, an agent or a member of staff. */
export interface PasswordHolder {
  readonly id: string;
  /** By which he signs in. */
  readonly name: string;
  readonly passwordHash: string | null;
  /** Where he is told of it, if anywhere. */
  readonly mobile: string | null;
  /** Whom the audit names. */
  readonly subject: string;
  /** Once it is replaced. */
  readonly session: Holder;
  /** False when it is another password by now. */
  set(tx: Tx, passwordHash: string): Promise<boolean>;
}

@Injectable()
export class PasswordHolders {
  constructor(
    private readonly accounts: AccountStore,
    private readonly organisations: OrganisationStore,
    private readonly staff: StaffStore,
  ) {}

  /** Null when there is none any more. */
  async of(tx: Tx, principal: Principal): Promise<PasswordHolder | null> {
    if (principal.kind === 'person') return this.#person(tx, principal.account);
    if (principal.kind === 'agent') return this.#agent(tx, principal);
    return principal.kind === 'staff' ? this.#staff(tx, principal.staff) : null;
  }

  async #person(tx: Tx, id: string): Promise<PasswordHolder | null> {
    const account = await this.accounts.byId(tx, id);
    if (account === null) return null;
    const { person, level, passwordHash, version } = account;
    const mobile = this.accounts.mobileOf(account);
    return {
      ...{ id, name: mobile ?? id, passwordHash, mobile, subject: person },
      session: { kind: 'person', account: id, person, level },
      set: (within, changed) =>
        this.accounts.replace(within, { ...account, passwordHash: changed, version: version + 1 }),
    };
  }

  async #agent(tx: Tx, { agent: id, account }: AgentPrincipal): Promise<PasswordHolder | null> {
    const [agent, organisation] = [
      await this.organisations.agent(tx, id),
      await this.organisations.byId(tx, account),
    ];
    if (agent === null || organisation === null) return null;
    const mobile = this.organisations.mobileOf(agent);
    return {
      ...{ id, name: `${organisation.ref}:${mobile}`, passwordHash: agent.passwordHash, mobile },
      subject: agent.person,
      session: agentHolder(agent, organisation),
      set: (within, changed) => this.organisations.setPassword(within, agent, changed),
    };
  }

  async #staff(tx: Tx, id: string): Promise<PasswordHolder | null> {
    const staff = await this.staff.byId(tx, id);
    if (staff === null) return null;
    const { username, passwordHash, role, window, owner, person } = staff;
    return {
      ...{ id, name: username, passwordHash, mobile: null, subject: id },
      session: { kind: 'staff', staff: id, role, window, owner, person, passwordDue: false },
      set: (within, changed) => this.staff.setPassword(within, staff, changed),
    };
  }
}
