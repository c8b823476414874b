import { Body, Controller, Post, Res } from '@nestjs/common';
import { ApiCreatedResponse, ApiHeader, ApiOkResponse, ApiProperty } from '@nestjs/swagger';
import { PLATE_TYPES, type PlateType } from '@open122/contracts';
import { Command, type CommandRequest, CurrentLanguage, Describe, type Language, May } from '@open122/http';
import { IsIn, IsString, Length } from 'class-validator';
import type { FastifyReply } from 'fastify';

import { VehicleView } from '../vehicle-view';
import { BindVehicle } from './bind-vehicle';

export class BindVehicleBody {
  @ApiProperty({
    type: String,
    example: '冀A12345',
    description: 'full-width, spaces and lower case are normalised',
  })
  @IsString()
  @Length(1, 20)
  plate!: string;

  @ApiProperty({ type: String, enum: PLATE_TYPES })
  @IsIn(PLATE_TYPES)
  plateType!: PlateType;
}

@Controller('v1/me/vehicles')
export class BindVehicleController {
  constructor(private readonly bindVehicle: BindVehicle) {}

  @Post()
  @May('own-vehicles')
  @Describe('绑定本人名下机动车', 'Bind my own vehicle')
  @ApiHeader({ name: 'Idempotency-Key', required: true })
  @ApiCreatedResponse({ type: VehicleView, description: 'bound' })
  @ApiOkResponse({ type: VehicleView, description: 'was bound already' })
  async handle(
    @Body() body: BindVehicleBody,
    @Command() command: CommandRequest,
    @CurrentLanguage() language: Language,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<VehicleView> {
    const answer = await this.bindVehicle.run(body, command, language);
    reply.status(answer.status);
    return answer.body;
  }
}
