import { Injectable } from '@nestjs/common';
import { actorOf, type CommandRequest, Idempotency } from '@open122/http';
import { Audit, Clock, type Tx } from '@open122/service';

import { AccountStore } from '../account.store';
import { OrganisationStore } from '../organisation.store';
import { refuse } from '../refusals';
import { SmsStore } from '../send-sms/sms';
import { SessionStore } from '../session.store';
import { StaffStore } from '../staff.store';

const TOLD = '平台管理员已结束您账户的全部登录，请重新登录。如有疑问，请到窗口咨询。';

interface Holder {
  /** Whom the audit names. */
  subject: string;
  /** Where he is told of it, if anywhere. */
  mobile: string | null;
}

/** An administrator ends whatever is open of somebody whose sessions may be another's; account or post stay as they are. */
@Injectable()
export class EndSessions {
  constructor(
    private readonly idempotency: Idempotency,
    private readonly accounts: AccountStore,
    private readonly organisations: OrganisationStore,
    private readonly staff: StaffStore,
    private readonly sessions: SessionStore,
    private readonly sms: SmsStore,
    private readonly clock: Clock,
    private readonly audit: Audit,
  ) {}

  /** Answers how many there were. Refuses `account.not-found`. */
  async end(command: CommandRequest, id: string, reason: string): Promise<{ ended: number }> {
    const { body } = await this.idempotency.run(command, async (tx) => {
      const holder = await this.#find(tx, id);
      if (holder === null) throw refuse.accountUnknown();
      const { subject, mobile } = holder;
      const ended = await this.sessions.endAllOf(tx, id, 'ended-by-administrator', this.clock.wall());
      if (mobile !== null && ended > 0) await this.sms.write(tx, { mobile, text: TOLD });
      await this.audit.record(tx, {
        ...{ actor: actorOf(command.principal), action: 'session.end-all', subject },
        detail: { holder: id, reason, ended },
      });
      return { status: 200, body: { ended } };
    });
    return body;
  }

  async #find(tx: Tx, id: string): Promise<Holder | null> {
    const account = await this.accounts.byId(tx, id);
    if (account !== null) return { subject: account.person, mobile: this.accounts.mobileOf(account) };
    const agent = await this.organisations.agent(tx, id);
    if (agent !== null) return { subject: agent.person, mobile: this.organisations.mobileOf(agent) };
    const member = await this.staff.byId(tx, id);
    return member === null ? null : { subject: member.id, mobile: null };
  }
}
