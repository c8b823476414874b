import { Injectable } from '@nestjs/common';
import type { Instant, PhoneRef } from '@open122/contracts';
import type { Tx } from '@open122/service';

import type { Sms } from '../send-sms/sms-sender';
import { Vault } from '../vault';

const KEEP = `
insert into sandbox_sms (id, phone_ref, sealed, key_id, sent_at) values ($1, $2, $3, $4, $5) on conflict (id) do nothing`;
const NEWEST = `
select id, phone_ref as "phoneRef", sealed, key_id as "keyId", sent_at as "sentAt" from sandbox_sms
where phone_ref = $1 and ($2::timestamptz is null or (sent_at, id) < ($2, $3::uuid))
order by sent_at desc, id desc limit $4`;

export interface SentSms {
  id: string;
  text: string;
  sentAt: Instant;
}

interface SentRow {
  id: string;
  phoneRef: PhoneRef;
  sealed: Buffer;
  keyId: string;
  sentAt: Instant;
}

/** The sandbox's outbox; encrypted like all personal data. */
@Injectable()
export class SandboxSmsStore {
  constructor(private readonly vault: Vault) {}

  async keep(tx: Tx, { id, phoneRef, text }: Sms, now: Instant): Promise<void> {
    const { sealed, keyId } = this.vault.seal(text, phoneRef);
    await tx.run('sandbox-sms.keep', KEEP, [id, phoneRef, sealed, keyId, now]);
  }

  /** Newest first, from after the given one on. */
  async newest(
    tx: Tx,
    mobile: string,
    after: readonly (string | number)[] | null,
    limit: number,
  ): Promise<SentSms[]> {
    const [sentAt = null, id = null] = after ?? [];
    const rows = await tx.run<SentRow>('sandbox-sms.newest', NEWEST, [
      ...[this.vault.phoneRef(mobile), sentAt, id, limit],
    ]);
    return rows.map((row) => ({
      id: row.id,
      text: this.vault.open<string>({ sealed: row.sealed, keyId: row.keyId }, row.phoneRef),
      sentAt: row.sentAt,
    }));
  }
}
