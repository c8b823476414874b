import { Body, Controller, Get, Post, Query, Res } from '@nestjs/common';
import { ApiCreatedResponse, ApiHeader, ApiOkResponse, ApiProperty, ApiTags } from '@nestjs/swagger';
import { type Instant, LICENCE_CLASSES, type LicenceClass } from '@open122/contracts';
import {
  Command,
  type CommandRequest,
  CurrentPrincipal,
  decodeCursor,
  Describe,
  type DocumentFields,
  IsDocument,
  IsMobile,
  IsName,
  May,
  PageQuery,
  type Principal,
  principalAgent,
  refuseRequest,
} from '@open122/http';
import { isUUID, IsIn } from 'class-validator';
import type { FastifyReply } from 'fastify';

import { PreEnterLearner } from './pre-enter-learner';

class LearnerEntry {
  @IsDocument()
  document!: DocumentFields;

  @IsName()
  name!: string;

  @IsMobile()
  mobile!: string;

  @ApiProperty({ enum: LICENCE_CLASSES })
  @IsIn(LICENCE_CLASSES)
  licenceClass!: LicenceClass;
}

export class LearnerView {
  @ApiProperty({ type: String, format: 'uuid' })
  learnerId!: string;

  @ApiProperty({ type: String })
  name!: string;

  @ApiProperty({ enum: LICENCE_CLASSES })
  licenceClass!: LicenceClass;

  @ApiProperty({ type: String, format: 'date-time' })
  enteredAt!: string;
}

class LearnerPageView {
  @ApiProperty({ type: [LearnerView] })
  items!: LearnerView[];

  @ApiProperty({ type: String, nullable: true })
  next!: string | null;
}

@ApiTags('organisations')
@Controller('v1/organisation/learners')
export class PreEnterLearnerController {
  constructor(private readonly preEnterLearner: PreEnterLearner) {}

  @Post()
  @May('learners')
  @Describe('学员预录入', 'Enter a learner of my driving school')
  @ApiHeader({ name: 'Idempotency-Key', required: true })
  @ApiCreatedResponse({ type: LearnerView })
  @ApiOkResponse({ type: LearnerView, description: 'was entered already; name and mobile are corrected' })
  async enter(
    @Command() command: CommandRequest,
    @Body() { document, name, mobile, licenceClass }: LearnerEntry,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<LearnerView> {
    const entries = { document, name, mobile, licenceClass };
    const answer = await this.preEnterLearner.enter(command, entries);
    reply.status(answer.status);
    return answer.body;
  }

  @Get()
  @May('learners')
  @Describe('本校学员', 'The learners of my driving school, the latest first')
  @ApiOkResponse({ type: LearnerPageView })
  async list(
    @CurrentPrincipal() principal: Principal,
    @Query() { limit, cursor }: PageQuery,
  ): Promise<LearnerPageView> {
    const key = decodeCursor(cursor, 2)?.map(String);
    const [enteredAt = '', learnerId = ''] = key ?? [];
    if (key !== undefined && (Number.isNaN(Date.parse(enteredAt)) || !isUUID(learnerId)))
      throw refuseRequest.invalidCursor();
    const before = key === undefined ? null : { enteredAt: enteredAt as Instant, learnerId };
    return this.preEnterLearner.list(principalAgent(principal), before, limit);
  }
}
