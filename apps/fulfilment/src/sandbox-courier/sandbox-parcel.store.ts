import { Injectable } from '@nestjs/common';
import type { Tx } from '@open122/service';

import type { Visit } from '../handover';
import type { SandboxParcel } from './sandbox-parcel';
import { SandboxParcelSchema } from './sandbox-parcel.schema';

const INSERT = `insert into sandbox_parcel (parcel, handover_id, behaviour, collect_fen, limits, visits)
  select 'SB' || lpad(nextval('sandbox_parcel_number')::text, 9, '0'), $1, $2, $3, $4, '[]'
  where not exists (select from sandbox_parcel where handover_id = $1)
  on conflict (handover_id) do nothing returning parcel`;
const NEXT_REPORT = `select nextval('sandbox_report_number') as number`;

/** The sandbox courier's books. */
@Injectable()
export class SandboxParcelStore {
  /** The parcel's number when it is new, else null. */
  async insert(tx: Tx, parcel: Omit<SandboxParcel, 'parcel' | 'visits'>): Promise<string | null> {
    const { handoverId, behaviour, collectFen, limits } = parcel;
    const rows = await tx.run<{ parcel: string }>('sandbox-parcel.insert', INSERT, [
      ...[handoverId, behaviour, collectFen, JSON.stringify(limits)],
    ]);
    return rows[0]?.parcel ?? null;
  }

  async ofHandover(tx: Tx, handoverId: string): Promise<SandboxParcel> {
    return tx.manager.findOneByOrFail(SandboxParcelSchema, { handoverId });
  }

  async find(tx: Tx, parcel: string): Promise<SandboxParcel | null> {
    return tx.manager.findOneBy(SandboxParcelSchema, { parcel });
  }

  async lock(tx: Tx, parcel: string): Promise<SandboxParcel | null> {
    return tx.manager.findOne(SandboxParcelSchema, {
      where: { parcel },
      lock: { mode: 'pessimistic_write' },
    });
  }

  async setVisits(tx: Tx, parcel: string, visits: readonly Visit[]): Promise<void> {
    await tx.manager.update(SandboxParcelSchema, { parcel }, { visits: [...visits] });
  }

  /** A number for a callback, growing in the order in which callbacks are to be sent. */
  async nextReport(tx: Tx): Promise<number> {
    const [row] = await tx.run<{ number: number }>('sandbox-report.number', NEXT_REPORT);
    return row!.number;
  }
}
