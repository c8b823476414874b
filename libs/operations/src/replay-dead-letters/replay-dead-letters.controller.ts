import { Body, Controller, HttpCode, Param, Post, type Type } from '@nestjs/common';
import { ApiOkResponse, ApiPropertyOptional, ApiTags } from '@nestjs/swagger';
import type { ServiceName } from '@open122/contracts';
import { Allow, Command, type CommandRequest, Describe, operator, staff } from '@open122/http';
import type { LetterKind } from '@open122/messaging';
import { Equals, IsInt, IsOptional, IsString, Max, MaxLength, Min } from 'class-validator';

import { KindWord } from '../kind-word';
import { LetterId } from '../letter-id';
import { kindOf } from '../list-dead-letters/dead-letters-query';
import { refuse } from '../refusals';
import { ReplayDeadLetters } from './replay-dead-letters';
import { ReplayedKindView, ReplayedView } from './replayed-view';

class ReplayKind implements LetterKind {
  @KindWord('blacklist.list-person')
  handler?: string;

  @KindWord('fulfilment.handover')
  topic?: string;

  @KindWord('DeliveryAbandoned')
  type?: string;

  @KindWord('handler-failed')
  cause?: string;

  @ApiPropertyOptional({ type: Boolean, enum: [true], description: 'needed when nothing else is named' })
  @IsOptional()
  @Equals(true)
  all?: true;

  @ApiPropertyOptional({ type: String, description: 'next of the batch before' })
  @IsOptional()
  @IsString()
  @MaxLength(500)
  after?: string;

  @ApiPropertyOptional({ type: 'integer', minimum: 1, maximum: 50, default: 50 })
  @IsOptional()
  @IsInt()
  @Min(1)
  @Max(50)
  limit: number = 50;
}

/** Replays of one service's dead letters. */
export function replayDeadLettersController(service: ServiceName): Type<unknown> {
  @ApiTags('dead-letters')
  @Controller(`v1/ops/dead-letters/${service}`)
  class ReplayDeadLettersController {
    constructor(private readonly deadLetters: ReplayDeadLetters) {}

    @Post('replay')
    @HttpCode(200)
    @Allow(operator(), staff('administrator'))
    @Describe(
      '重放一类死信，旧的在前，一次至多 50 封',
      'Replays open letters of a kind, or all, the oldest first, 50 at most',
    )
    @ApiOkResponse({ type: ReplayedKindView })
    async kind(
      @Command() command: CommandRequest,
      @Body() { after, limit, all, ...named }: ReplayKind,
    ): Promise<ReplayedKindView> {
      const kind = kindOf(named);
      if (all !== true && Object.keys(kind).length === 0) throw refuse.kindMissing();
      return this.deadLetters.kind(command, { kind, after, limit });
    }

    @Post(':id/replay')
    @HttpCode(200)
    @Allow(operator(), staff('administrator'))
    @Describe('重放一封死信，只生效一次', 'Replays a dead letter; it has exactly one effect')
    @ApiOkResponse({ type: ReplayedView })
    async one(@Command() command: CommandRequest, @Param('id', LetterId) id: number): Promise<ReplayedView> {
      return this.deadLetters.one(command, id);
    }
  }
  return ReplayDeadLettersController;
}
