import { Controller, Get, Param, Query, type Type } from '@nestjs/common';
import { ApiExtraModels, ApiOkResponse, ApiPropertyOptional, ApiTags, getSchemaPath } from '@nestjs/swagger';
import type { ServiceName } from '@open122/contracts';
import { Allow, CurrentPrincipal, Describe, operator, type Page, type Principal, staff } from '@open122/http';
import { IsOptional, IsString, Length } from 'class-validator';

import { DeadLetterView } from '../dead-letter-view';
import { LetterId } from '../letter-id';
import { DeadLettersQuery } from './dead-letters-query';
import { ListDeadLetters } from './list-dead-letters';

class PurposeQuery {
  @ApiPropertyOptional({ type: String, minLength: 3, maxLength: 200, description: 'why it is read; audited' })
  @IsOptional()
  @IsString()
  @Length(3, 200)
  purpose: string = 'operation of the bus';
}

const page = {
  type: 'object',
  required: ['items', 'next'],
  properties: {
    items: { type: 'array', items: { $ref: getSchemaPath(DeadLetterView) } },
    next: { type: ['string', 'null'] as unknown as 'string' },
  },
};

/** The dead letters of one service. */
export function listDeadLettersController(service: ServiceName): Type<unknown> {
  @ApiTags('dead-letters')
  @ApiExtraModels(DeadLetterView)
  @Controller(`v1/ops/dead-letters/${service}`)
  class ListDeadLettersController {
    constructor(private readonly deadLetters: ListDeadLetters) {}

    @Get()
    @Allow(operator(), staff('auditor', 'administrator'))
    @Describe('一个服务的死信，新的在前', 'Dead letters of a service, the newest first')
    @ApiOkResponse({ schema: page })
    async list(
      @Query() query: DeadLettersQuery,
      @CurrentPrincipal() principal: Principal,
    ): Promise<Page<DeadLetterView>> {
      return this.deadLetters.list(query, principal);
    }

    @Get(':id')
    @Allow(operator(), staff('auditor', 'administrator'))
    @Describe('一封死信（查看留痕）', 'One dead letter; the reading is audited')
    @ApiOkResponse({ type: DeadLetterView })
    async one(
      @Param('id', LetterId) id: number,
      @Query() { purpose }: PurposeQuery,
      @CurrentPrincipal() principal: Principal,
    ): Promise<DeadLetterView> {
      return this.deadLetters.one(id, purpose, principal);
    }
  }
  return ListDeadLettersController;
}
