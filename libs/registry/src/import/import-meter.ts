import { Injectable } from '@nestjs/common';
import { Metrics } from '@open122/service';
import { Counter } from 'prom-client';

import type { MergeCounts } from './record-import';

/** What became of the rows of registry files. */
@Injectable()
export class ImportMeter {
  readonly #rows: Counter<'kind' | 'outcome'>;

  constructor({ registry }: Metrics) {
    this.#rows = new Counter({
      name: 'open122_import_rows_total',
      help: 'rows of registry files by outcome: inserted, updated, unchanged, skipped, rejected',
      labelNames: ['kind', 'outcome'],
      registers: [registry],
    });
  }
  /** Rows that are in, for good. */
  took(kind: string, counts: MergeCounts & { rejected: number }): void {
    for (const [outcome, count] of Object.entries(counts)) this.#rows.inc({ kind, outcome }, count);
  }
}
