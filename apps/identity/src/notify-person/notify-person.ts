import { Injectable } from '@nestjs/common';
import { IgnoredByRule, type Message } from '@open122/messaging';
import type { Tx } from '@open122/service';

import { AccountStore } from '../account.store';
import { SmsStore } from '../send-sms/sms';
import { NoticeStore } from './notice.store';
import { NOTICES, type Told } from './notices';

const byType = new Map(NOTICES.map((notice) => [notice.event.type, notice]));

/** Tells a person by SMS what became of his application; identity is the only sender (design §6). */
@Injectable()
export class NotifyPerson {
  constructor(
    private readonly accounts: AccountStore,
    private readonly notices: NoticeStore,
    private readonly sms: SmsStore,
  ) {}

  /** What comes after something newer of the same application is old news and is not told. */
  async notify({ topic, key, type, version, data }: Message<Told>, tx: Tx): Promise<void> {
    const aggregate = `${topic}:${key}`;
    const notice = byType.get(type);
    const text = notice?.say(data as never) ?? null;
    if (notice === undefined || text === null) throw new IgnoredByRule('notice.not-told');
    if (version <= (await this.notices.seen(tx, aggregate))) throw new IgnoredByRule('notice.superseded');
    const account = await this.accounts.of(tx, notice.whom(data as never));
    const mobile = account === null ? null : this.accounts.mobileOf(account);
    if (mobile === null) throw new IgnoredByRule('notice.no-mobile');
    await this.notices.tell(tx, aggregate, version);
    await this.sms.write(tx, { mobile, text });
  }
}
