import { randomUUID } from 'node:crypto';
import { setImmediate as breathe } from 'node:timers/promises';

import { Injectable } from '@nestjs/common';
import { LicenceChanged } from '@open122/contracts';
import { Outbox } from '@open122/messaging';
import {
  type InternedRow,
  licenceFile,
  type LicenceRow,
  type MergeCounts,
  RecordImport,
} from '@open122/registry';
import { Audit, type Tx } from '@open122/service';

import { changed } from '../licence';
import { licenceImportStore, type Written } from './licence-import.store';
import { mergeLicences } from './merge-licences';

/** Facts after which those who read from the service get a turn. */
const FACTS_PER_TURN = 100;

/** What licence adds to the import of licences.csv: rows become records and, where they changed something, facts. */
@Injectable()
export class ImportLicences extends RecordImport<LicenceRow> {
  readonly file = licenceFile;

  constructor(
    private readonly outbox: Outbox,
    private readonly audit: Audit,
  ) {
    super();
  }

  override revisions(tx: Tx, rows: readonly LicenceRow[]): Promise<(number | null)[]> {
    return licenceImportStore.revisions(
      tx,
      rows.map(({ fileNumber }) => fileNumber),
    );
  }

  async merge(tx: Tx, rows: readonly InternedRow<LicenceRow>[]): Promise<MergeCounts> {
    const fileNumbers = rows.map(({ row }) => row.fileNumber);
    const before = await licenceImportStore.lockedByFileNumbers(tx, fileNumbers);
    const merged = mergeLicences(before, rows, randomUUID);
    if (merged.changed.length === 0) return merged.counts;
    const written = await licenceImportStore.upsert(tx, merged.changed);
    const byNumber = new Map(merged.changed.map((licence) => [licence.fileNumber, licence]));
    const facts = written.map(({ licenceId, fileNumber, version }) => ({
      data: changed({ ...byNumber.get(fileNumber)!, licenceId }),
      version,
    }));
    for (let from = 0; from < facts.length; from += FACTS_PER_TURN) {
      await this.outbox.addAll(tx, LicenceChanged, facts.slice(from, from + FACTS_PER_TURN));
      await breathe();
    }
    // a new record, of version 1, is bound by nobody
    const known = written.filter(({ version }) => version > 1);
    if (known.length > 0) await this.endBindings(tx, known);
    return merged.counts;
  }

  private async endBindings(tx: Tx, records: readonly Written[]): Promise<void> {
    const ids = records.map(({ licenceId }) => licenceId);
    for (const { licenceId, person } of await licenceImportStore.endBindings(tx, ids)) {
      await this.audit.record(tx, {
        actor: 'service:licence',
        action: 'licence.binding-ended',
        subject: licenceId,
        detail: { person },
      });
    }
  }
}
