import { Body, Controller, HttpCode, Param, Post } from '@nestjs/common';
import { ApiOkResponse, ApiProperty } from '@nestjs/swagger';
import { instant, VISIT_OUTCOMES, type VisitOutcome } from '@open122/contracts';
import {
  Allow,
  courier,
  CurrentPrincipal,
  Describe,
  type Principal,
  principalCourier,
  refuseRequest,
} from '@open122/http';
import { IsIn, IsInt, IsISO8601, IsString, IsUUID, Max, MaxLength, Min } from 'class-validator';

import { RecordVisit } from './record-visit';

class VisitReport {
  @ApiProperty({ type: String })
  @IsString()
  @MaxLength(64)
  parcel!: string;

  @ApiProperty({ type: String, format: 'uuid' })
  @IsUUID()
  handoverId!: string;

  @ApiProperty({ type: 'integer', minimum: 1, maximum: 99, description: 'number of the visit, from 1' })
  @IsInt()
  @Min(1)
  @Max(99)
  visit!: number;

  @ApiProperty({ enum: VISIT_OUTCOMES })
  @IsIn(VISIT_OUTCOMES)
  outcome!: VisitOutcome;

  @ApiProperty({ type: String, format: 'date-time', description: 'when the courier was there, RFC 3339' })
  @IsISO8601({ strict: true })
  @MaxLength(40)
  at!: string;

  @ApiProperty({ type: 'integer', minimum: 0, description: 'fee and postage taken, in fen' })
  @IsInt()
  @Min(0)
  @Max(100_000_000)
  cashFen!: number;
}

class Receipt {
  @ApiProperty({ enum: ['recorded', 'repeated', 'late'] })
  result!: string;
}

/** An RFC 3339 moment; the validator lets a bare day pass, which is none. */
function momentOf(text: string) {
  try {
    return instant(text);
  } catch {
    throw refuseRequest.invalid();
  }
}

@Controller('v1/couriers')
export class RecordVisitController {
  constructor(private readonly recordVisit: RecordVisit) {}

  @Post(':courier/callbacks')
  @HttpCode(200)
  @Allow(courier())
  @Describe(
    '快递投递回执',
    'A courier reports a visit; signed by RFC 9421, may repeat, may come out of order',
  )
  @ApiOkResponse({ type: Receipt })
  async record(
    @CurrentPrincipal() principal: Principal,
    @Param('courier') named: string,
    @Body() report: VisitReport,
  ): Promise<Receipt> {
    const reporting = principalCourier(principal);
    if (reporting !== named) throw refuseRequest.principalNotAllowed();
    return { result: await this.recordVisit.record(reporting, { ...report, at: momentOf(report.at) }) };
  }
}
