import { Body, Controller, Post, Res } from '@nestjs/common';
import { ApiCreatedResponse, ApiHeader, ApiOkResponse, ApiProperty, ApiTags } from '@nestjs/swagger';
import { VEHICLE_TYPE } from '@open122/contracts';
import {
  Command,
  type CommandRequest,
  Describe,
  type DocumentFields,
  IsDocument,
  IsMobile,
  IsName,
  IsNested,
  May,
} from '@open122/http';
import { IsString, Length, Matches } from 'class-validator';
import type { FastifyReply } from 'fastify';

import { RecordNewVehicle } from './record-new-vehicle';

class BuyerFields {
  @IsDocument()
  document!: DocumentFields;

  @IsName()
  name!: string;

  @IsMobile()
  mobile!: string;
}

class SaleBody {
  @ApiProperty({ type: String, example: '1M8GDM9AXKP042788' })
  @IsString()
  @Length(1, 40)
  vin!: string;

  @ApiProperty({ type: String, example: 'K33' })
  @Matches(VEHICLE_TYPE)
  vehicleType!: string;

  @IsNested(BuyerFields)
  buyer!: BuyerFields;
}

export class NewVehicleView {
  @ApiProperty({ type: String })
  vin!: string;

  @ApiProperty({ type: String })
  vehicleType!: string;

  @ApiProperty({ type: String, format: 'date-time' })
  recordedAt!: string;
}

@ApiTags('organisations')
@Controller('v1/organisation/new-vehicles')
export class RecordNewVehicleController {
  constructor(private readonly recordNewVehicle: RecordNewVehicle) {}

  @Post()
  @May('temporary-plates')
  @Describe('登记新车销售信息', 'Record the sale of a new vehicle: its buyer may then preselect a plate')
  @ApiHeader({ name: 'Idempotency-Key', required: true })
  @ApiCreatedResponse({ type: NewVehicleView })
  @ApiOkResponse({ type: NewVehicleView, description: 'was recorded already; name and mobile are corrected' })
  async record(
    @Command() command: CommandRequest,
    @Body() { vin, vehicleType, buyer }: SaleBody,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<NewVehicleView> {
    const answer = await this.recordNewVehicle.record(command, { vin, vehicleType, buyer });
    reply.status(answer.status);
    return answer.body;
  }
}
