import { Body, Controller, HttpCode, Param, Post, type Type } from '@nestjs/common';
import { ApiNoContentResponse, ApiProperty, ApiTags } from '@nestjs/swagger';
import type { ServiceName } from '@open122/contracts';
import { Allow, Command, type CommandRequest, Describe, operator, staff } from '@open122/http';
import { IsString, Length, Matches } from 'class-validator';

import { LetterId } from '../letter-id';
import { DiscardDeadLetter } from './discard-dead-letter';

class Discard {
  @ApiProperty({
    type: String,
    minLength: 1,
    maxLength: 500,
    description: 'kept and audited; no personal data',
  })
  @IsString()
  @Length(1, 500)
  @Matches(/\S/)
  reason!: string;
}

/** Discards of one service's dead letters. */
export function discardDeadLetterController(service: ServiceName): Type<unknown> {
  @ApiTags('dead-letters')
  @Controller(`v1/ops/dead-letters/${service}`)
  class DiscardDeadLetterController {
    constructor(private readonly deadLetter: DiscardDeadLetter) {}

    @Post(':id/discard')
    @HttpCode(204)
    @Allow(operator(), staff('administrator'))
    @Describe(
      '作废一封死信（须说明原因）',
      'Discards a dead letter, with a reason; it cannot be replayed then',
    )
    @ApiNoContentResponse()
    async discard(
      @Command() command: CommandRequest,
      @Param('id', LetterId) id: number,
      @Body() { reason }: Discard,
    ): Promise<void> {
      await this.deadLetter.discard(command, id, reason);
    }
  }
  return DiscardDeadLetterController;
}
