import { Injectable } from '@nestjs/common';
import type { Tx } from '@open122/service';

/** The test clock's one row (design §6): platform time = wall time + offset, and the offset only grows. */
export interface ClockRow {
  readonly offset_milliseconds: number;
  readonly version: number;
}

@Injectable()
export class ClockStore {
  /** The row, locked until the transaction ends. */
  async lock(tx: Tx): Promise<ClockRow> {
    const [row] = await tx.run<ClockRow>(
      'clock-lock',
      'select offset_milliseconds, version from clock where id = 1 for update',
    );
    if (row === undefined) throw new Error('the clock has no row');
    return row;
  }

  /** Sets a greater offset; the new version. */
  async set(tx: Tx, offsetMilliseconds: number): Promise<number> {
    const [row] = await tx.run<{ version: number }>(
      'clock-set',
      'update clock set offset_milliseconds = $1, version = version + 1 where id = 1 and offset_milliseconds <= $1 returning version',
      [offsetMilliseconds],
    );
    if (row === undefined) throw new Error('the clock does not go back');
    return row.version;
  }
}
