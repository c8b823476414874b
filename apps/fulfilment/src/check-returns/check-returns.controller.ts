import { Controller, HttpCode, Param, Post } from '@nestjs/common';
import { ApiOkResponse } from '@nestjs/swagger';
import { Allow, Command, type CommandRequest, Describe, staff } from '@open122/http';

import { HandoverId } from '../handover-id';
import { StaffHandoverView } from '../handover-view';
import { CheckReturns } from './check-returns';

@Controller('v1/ops/handovers')
export class CheckReturnsController {
  constructor(private readonly checkReturns: CheckReturns) {}

  @Post(':handoverId/returns')
  @HttpCode(200)
  @Allow(staff('fulfilment'))
  @Describe('登记回收', 'Checks in what the courier brought back')
  @ApiOkResponse({ type: StaffHandoverView })
  async check(
    @Command() command: CommandRequest,
    @Param('handoverId', HandoverId) handoverId: string,
  ): Promise<StaffHandoverView> {
    return (await this.checkReturns.check(command, handoverId)).body;
  }
}
