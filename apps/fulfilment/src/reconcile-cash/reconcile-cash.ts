import { Injectable } from '@nestjs/common';
import { type Day, endOfDay, type SerialNumber, startOfDay } from '@open122/contracts';
import { Database } from '@open122/service';

interface Delivered {
  readonly handoverId: string;
  readonly serial: SerialNumber;
  readonly courier: string;
  readonly dueFen: number;
  readonly collectedFen: number;
}
/** What couriers took on a day against what was due, in fen. */
export interface CashOfDay {
  readonly day: Day;
  readonly dueFen: number;
  readonly collectedFen: number;
  readonly differences: readonly Delivered[];
}

const DELIVERED = `select handover_id as "handoverId", serial, courier, fee_fen + postage_fen as "dueFen",
    coalesce(cash_fen, 0) as "collectedFen"
  from handover
  where handed_over_at >= $1 and handed_over_at < $2 and office is null
  order by handed_over_at, handover_id`;

/** Cash taken at the door is compared with what was due, by the day of the visit (rules §3). */
@Injectable()
export class ReconcileCash {
  constructor(private readonly database: Database) {}

  async of(day: Day): Promise<CashOfDay> {
    const period = [startOfDay(day), endOfDay(day)];
    const delivered = await this.database.run<Delivered>('handover.cash-of-day', DELIVERED, period);
    return {
      day,
      dueFen: delivered.reduce((sum, { dueFen }) => sum + dueFen, 0),
      collectedFen: delivered.reduce((sum, { collectedFen }) => sum + collectedFen, 0),
      differences: delivered.filter(({ dueFen, collectedFen }) => dueFen !== collectedFen),
    };
  }
}
