import { Body, Controller, HttpCode, Param, Post } from '@nestjs/common';
import { ApiOkResponse, ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { Allow, Command, type CommandRequest, Describe, IsNested, staff } from '@open122/http';
import { IsBoolean, IsOptional, IsString, MaxLength, MinLength } from 'class-validator';

import { HandoverId } from '../handover-id';
import { StaffHandoverView } from '../handover-view';
import { CollectDocument } from './collect-document';

class ShownDocument {
  @ApiProperty({ type: String, example: 'resident-id' })
  @IsString()
  @MinLength(1)
  @MaxLength(40)
  type!: string;

  @ApiProperty({ type: String })
  @IsString()
  @MinLength(1)
  @MaxLength(40)
  number!: string;
}

export class Collection {
  @IsNested(ShownDocument, 'the ID document shown at the counter')
  document!: ShownDocument;

  @ApiPropertyOptional({ type: Boolean, description: 'what is to be given back was taken in' })
  @IsOptional()
  @IsBoolean()
  returnsTaken?: boolean;
}

@Controller('v1/ops/handovers')
export class CollectDocumentController {
  constructor(private readonly collectDocument: CollectDocument) {}

  @Post(':handoverId/collection')
  @HttpCode(200)
  @Allow(staff('fulfilment'))
  @Describe('柜台领取', 'Hands the document over at the counter, to the person himself')
  @ApiOkResponse({ type: StaffHandoverView })
  async collect(
    @Command() command: CommandRequest,
    @Param('handoverId', HandoverId) handoverId: string,
    @Body() collection: Collection,
  ): Promise<StaffHandoverView> {
    return (await this.collectDocument.collect(command, handoverId, collection)).body;
  }
}
