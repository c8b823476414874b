import { Controller, Get, Query } from '@nestjs/common';
import { ApiOkResponse, ApiProperty } from '@nestjs/swagger';
import { type Day, day } from '@open122/contracts';
import { Allow, Describe, refuseRequest, staff } from '@open122/http';
import { Matches } from 'class-validator';

import { CashOfDayView } from './cash-of-day-view';
import { type CashOfDay, ReconcileCash } from './reconcile-cash';

class DayQuery {
  @ApiProperty({ type: String, format: 'date', description: 'a day in Asia/Shanghai' })
  @Matches(/^\d{4}-\d{2}-\d{2}$/)
  day!: string;
}

function dayIn(text: string): Day {
  try {
    return day(text);
  } catch {
    throw refuseRequest.invalid();
  }
}

@Controller('v1/ops/cash')
export class ReconcileCashController {
  constructor(private readonly reconcileCash: ReconcileCash) {}

  @Get()
  @Allow(staff('fulfilment', 'auditor', 'administrator'))
  @Describe('快递代收款对账', 'Cash the couriers took on a day, and where it differs from what was due')
  @ApiOkResponse({ type: CashOfDayView })
  async show(@Query() query: DayQuery): Promise<CashOfDay> {
    return this.reconcileCash.of(dayIn(query.day));
  }
}
