import { Controller, Get, Param, Query } from '@nestjs/common';
import {
  ApiExtraModels,
  ApiOkResponse,
  ApiProperty,
  ApiPropertyOptional,
  getSchemaPath,
} from '@nestjs/swagger';
import { HANDOVER_STATES, type HandoverState } from '@open122/contracts';
import {
  Allow,
  CurrentPrincipal,
  Describe,
  type Page,
  PageQuery,
  person,
  type Principal,
  principalPerson,
  principalStaff,
  staff,
} from '@open122/http';
import { IsIn, IsOptional, IsString, Length, MaxLength } from 'class-validator';

import { HandoverId } from '../handover-id';
import { HandoverView, StaffHandoverView } from '../handover-view';
import { RecipientView } from './recipient-view';
import { ShowHandovers } from './show-handovers';

class QueueQuery extends PageQuery {
  @ApiPropertyOptional({ enum: HANDOVER_STATES, default: 'OPENED' })
  @IsOptional()
  @IsIn(HANDOVER_STATES)
  state: HandoverState = 'OPENED';

  @ApiPropertyOptional({ type: String, description: 'the one of this application, whatever its state' })
  @IsOptional()
  @IsString()
  @MaxLength(40)
  serial?: string;
}

class PurposeQuery {
  @ApiProperty({ type: String, minLength: 3, maxLength: 200, description: 'why it is read; audited' })
  @IsString()
  @Length(3, 200)
  purpose!: string;
}

const pageOfViews = (view: typeof HandoverView | typeof StaffHandoverView) => ({
  type: 'object',
  required: ['items', 'next'],
  properties: {
    items: { type: 'array', items: { $ref: getSchemaPath(view) } },
    next: { type: ['string', 'null'] as unknown as 'string' },
  },
});

@Controller('v1')
@ApiExtraModels(HandoverView, StaffHandoverView)
export class ShowHandoversController {
  constructor(private readonly show: ShowHandovers) {}

  @Get('ops/handovers')
  @Allow(staff('operator', 'fulfilment', 'auditor', 'administrator'))
  @Describe('交付队列', 'Handovers in a state, the oldest first')
  @ApiOkResponse({ schema: pageOfViews(StaffHandoverView) })
  async queue(
    @CurrentPrincipal() principal: Principal,
    @Query() query: QueueQuery,
  ): Promise<Page<StaffHandoverView>> {
    return this.show.queue(principalStaff(principal), query);
  }

  @Get('ops/handovers/:handoverId')
  @Allow(staff('operator', 'fulfilment', 'auditor', 'administrator'))
  @Describe('一项交付', 'One handover')
  @ApiOkResponse({ type: StaffHandoverView })
  async one(
    @CurrentPrincipal() principal: Principal,
    @Param('handoverId', HandoverId) handoverId: string,
  ): Promise<StaffHandoverView> {
    return this.show.one(principalStaff(principal), handoverId);
  }

  @Get('ops/handovers/:handoverId/recipient')
  @Allow(staff('operator', 'fulfilment'))
  @Describe(
    '收件人',
    'The recipient’s name, mobile and address, the number of his document masked; the reading is audited',
  )
  @ApiOkResponse({ type: RecipientView })
  async recipient(
    @CurrentPrincipal() principal: Principal,
    @Param('handoverId', HandoverId) handoverId: string,
    @Query() { purpose }: PurposeQuery,
  ): Promise<RecipientView> {
    return this.show.recipient(principalStaff(principal), handoverId, purpose);
  }

  @Get('me/handovers')
  @Allow(person())
  @Describe('本人的证件交付', 'My documents on their way, the newest first')
  @ApiOkResponse({ schema: pageOfViews(HandoverView) })
  async mine(
    @CurrentPrincipal() principal: Principal,
    @Query() page: PageQuery,
  ): Promise<Page<HandoverView>> {
    return this.show.mine(principalPerson(principal), page);
  }
}
