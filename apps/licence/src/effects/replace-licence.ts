import { Injectable } from '@nestjs/common';
import { type Instant, LicenceChanged } from '@open122/contracts';
import { Outbox } from '@open122/messaging';
import type { Tx } from '@open122/service';

import { changed, replace } from '../licence';
import { licenceStore } from '../licence.store';

/** The effect of an accepted replacement: the record's issue number rises, and everybody is told (rules §2.1, §9a). */
@Injectable()
export class ReplaceLicence {
  constructor(private readonly outbox: Outbox) {}

  /** The record is locked by the decision; returns its new issue number. */
  async run(tx: Tx, licenceId: string, now: Instant): Promise<number> {
    const before = await licenceStore.byId(tx, licenceId);
    if (before === null) throw new Error(`no licence ${licenceId}`);
    const after = replace(before, now);
    await licenceStore.replace(tx, before, after);
    await this.outbox.add(tx, LicenceChanged, changed(after), { version: after.version, at: now });
    return after.issueNo;
  }
}
