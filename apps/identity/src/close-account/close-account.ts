import { Injectable } from '@nestjs/common';
import { businessOf } from '@open122/catalogue';
import { AccountClosed } from '@open122/contracts';
import { actorOf, type PersonPrincipal, useStepUp } from '@open122/http';
import { Outbox } from '@open122/messaging';
import { Audit, Clock, Database } from '@open122/service';

import { closeAccount } from '../account';
import { AccountStore } from '../account.store';
import { AddressStore } from '../address.store';
import { OpenApplicationStore } from '../follow-applications/open-application.store';
import { openBusinesses, refuse } from '../refusals';
import { SmsStore } from '../send-sms/sms';
import { SessionStore } from '../session.store';

const TOLD = '您的账户已注销，登录均已退出。如非本人操作，请立即到窗口办理。';

/**
 * Closes an account (rules §1): what is open stands in the way and is listed. Mobile, password and addresses are forgotten,
 * every session ends, and what he had bound; what is on record of him stays the registry's, and he may register again.
 */
@Injectable()
export class CloseAccount {
  constructor(
    private readonly database: Database,
    private readonly accounts: AccountStore,
    private readonly addresses: AddressStore,
    private readonly applications: OpenApplicationStore,
    private readonly sessions: SessionStore,
    private readonly sms: SmsStore,
    private readonly outbox: Outbox,
    private readonly clock: Clock,
    private readonly audit: Audit,
  ) {}

  async close(principal: PersonPrincipal, bodyDigest: string): Promise<void> {
    const { person } = principal;
    await this.database.transaction(async (tx) => {
      const now = this.clock.now();
      await useStepUp(tx, principal, 'close-account', bodyDigest, now);
      const account = await this.accounts.lockedOf(tx, person);
      if (account?.id !== principal.account) throw refuse.accountUnknown();
      const open = await this.applications.of(tx, person);
      if (open.length > 0) throw openBusinesses(open, businessOf);
      const mobile = this.accounts.mobileOf(account);
      if (!(await this.accounts.replace(tx, closeAccount(account, now)))) throw refuse.accountUnknown();
      const closed = { account: account.id, person, at: now };
      await this.outbox.add(tx, AccountClosed, closed, { version: account.version + 1 });
      await this.addresses.forget(tx, person);
      const ended = await this.sessions.endAllOf(tx, account.id, 'account-closed', this.clock.wall());
      if (mobile !== null) await this.sms.write(tx, { mobile, text: TOLD });
      await this.audit.record(tx, {
        ...{ actor: actorOf(principal), action: 'account.close', subject: person },
        detail: { account: account.id, ended },
      });
    });
  }
}
