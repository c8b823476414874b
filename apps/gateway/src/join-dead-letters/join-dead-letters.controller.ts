import { Controller, Get, Query } from '@nestjs/common';
import { ApiExtraModels, ApiOkResponse, ApiPropertyOptional, ApiTags, getSchemaPath } from '@nestjs/swagger';
import { SERVICES, type ServiceName } from '@open122/contracts';
import { Allow, CurrentPrincipal, Describe, type Principal, staff } from '@open122/http';
import { DeadLettersQuery, DeadLetterView } from '@open122/operations';
import { IsIn, IsOptional } from 'class-validator';

import { type DeadLetterPage, JoinDeadLetters } from './join-dead-letters';

class JoinedQuery extends DeadLettersQuery {
  @ApiPropertyOptional({ type: String, enum: SERVICES, description: 'all of them when left out' })
  @IsOptional()
  @IsIn(SERVICES)
  service?: ServiceName;
}

@ApiTags('dead-letters')
@ApiExtraModels(DeadLetterView)
@Controller('v1/ops/dead-letters')
export class JoinDeadLettersController {
  constructor(private readonly deadLetters: JoinDeadLetters) {}

  @Get()
  @Allow(staff('operator', 'auditor', 'administrator'))
  @Describe('各服务的死信，新的在前', 'Dead letters of all services, the newest first')
  @ApiOkResponse({
    schema: {
      type: 'object',
      required: ['items', 'next', 'missing'],
      properties: {
        items: { type: 'array', items: { $ref: getSchemaPath(DeadLetterView) } },
        next: { type: ['string', 'null'] as unknown as 'string' },
        missing: {
          type: 'array',
          items: { type: 'string', enum: [...SERVICES] },
          description: 'services that did not answer',
        },
      },
    },
  })
  async list(
    @Query() { service, ...query }: JoinedQuery,
    @CurrentPrincipal() principal: Principal,
  ): Promise<DeadLetterPage> {
    return this.deadLetters.run(query, service, principal);
  }
}
