import { Body, Controller, HttpCode, Param, Post } from '@nestjs/common';
import { ApiOkResponse, ApiProperty } from '@nestjs/swagger';
import { Allow, Command, type CommandRequest, Describe, staff } from '@open122/http';
import { Matches } from 'class-validator';

import { HandoverId } from '../handover-id';
import { StaffHandoverView } from '../handover-view';
import { ProduceDocument } from './produce-document';

class Production {
  /** As printed on the blank form; letters, digits and hyphens. */
  @ApiProperty({ type: String, pattern: '^[0-9A-Z-]{4,30}$', description: 'number printed on the form' })
  @Matches(/^[0-9A-Z-]{4,30}$/)
  formNumber!: string;
}

@Controller('v1/ops/handovers')
export class ProduceDocumentController {
  constructor(private readonly produceDocument: ProduceDocument) {}

  @Post(':handoverId/production')
  @HttpCode(200)
  @Allow(staff('operator', 'fulfilment'))
  @Describe('登记制证', 'Records that the document was produced')
  @ApiOkResponse({ type: StaffHandoverView })
  async produce(
    @Command() command: CommandRequest,
    @Param('handoverId', HandoverId) handoverId: string,
    @Body() { formNumber }: Production,
  ): Promise<StaffHandoverView> {
    return (await this.produceDocument.produce(command, handoverId, formNumber)).body;
  }
}
