import { Controller, Get, Query } from '@nestjs/common';
import { ApiOkResponse, ApiProperty, ApiPropertyOptional, ApiTags } from '@nestjs/swagger';
import { Allow, Describe, staff } from '@open122/http';
import { Type } from 'class-transformer';
import { IsInt, IsOptional, IsString, Max, MaxLength, Min } from 'class-validator';

import { SandboxOnly } from '../sandbox-only';
import { TappedEvents } from './tapped-events';

class EventsQuery {
  @ApiPropertyOptional({
    type: String,
    description: 'next of an earlier answer; the newest events without it',
  })
  @IsOptional()
  @IsString()
  @MaxLength(40)
  after?: string;

  @ApiPropertyOptional({ type: Number, minimum: 1, maximum: 1000, default: 1000 })
  @IsOptional()
  @Type(() => Number)
  @IsInt()
  @Min(1)
  @Max(1000)
  limit: number = 1000;
}

class EventView {
  @ApiProperty({ type: String })
  cursor!: string;

  @ApiProperty({ type: String, example: 'he.fulfilment.handover.v1' })
  topic!: string;

  @ApiProperty({ type: String })
  key!: string;

  @ApiProperty({ type: String })
  id!: string;

  @ApiProperty({ type: String, example: 'HandoverOpened' })
  type!: string;

  @ApiProperty({ type: String, format: 'date-time' })
  time!: string;

  @ApiProperty({ type: String })
  correlation!: string;
}

class EventsView {
  @ApiProperty({ type: [EventView] })
  items!: EventView[];

  @ApiProperty({ type: String })
  next!: string;
}

@ApiTags('sandbox')
@Controller('v1/sandbox/events')
export class ShowEventsController {
  constructor(
    private readonly events: TappedEvents,
    private readonly sandbox: SandboxOnly,
  ) {}

  @Get()
  @Allow(staff('administrator'))
  @Describe('查看总线上的事件', 'Lists what crossed the bus, without payloads')
  @ApiOkResponse({ type: EventsView })
  list(@Query() { after, limit }: EventsQuery): EventsView {
    this.sandbox.check();
    return this.events.ring.page(after, limit);
  }
}
