import { randomUUID } from 'node:crypto';

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
import { licenceImportStore } from './licence-import.store';
import { mergeLicences } from './merge-licences';

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
    const known = await licenceImportStore.lockedByFileNumbers(tx, fileNumbers);
    const merged = mergeLicences(known, rows, randomUUID);
    if (merged.changed.length === 0) return merged.counts;
    const written = await licenceImportStore.upsert(tx, merged.changed);
    const byNumber = new Map(merged.changed.map((licence) => [licence.fileNumber, licence]));
    const facts = written.map(({ licenceId, fileNumber, version }) => ({
      data: changed({ ...byNumber.get(fileNumber)!, licenceId }),
      version,
    }));
    await this.outbox.addAll(tx, LicenceChanged, facts);
    await this.endBindings(
      tx,
      written.map(({ licenceId }) => licenceId),
    );
    return merged.counts;
  }

  private async endBindings(tx: Tx, licenceIds: string[]): Promise<void> {
    for (const { licenceId, person } of await licenceImportStore.endBindings(tx, licenceIds)) {
      await this.audit.record(tx, {
        actor: 'service:licence',
        action: 'licence.binding-ended',
        subject: licenceId,
        detail: { person },
      });
    }
  }
}
