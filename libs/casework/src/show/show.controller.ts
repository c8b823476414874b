import { Controller, Get, Param, Query, Req, Res } from '@nestjs/common';
import { ApiExtraModels, ApiOkResponse, ApiProduces } from '@nestjs/swagger';
import {
  Allow,
  CurrentLanguage,
  CurrentPrincipal,
  Describe,
  type Language,
  type Page,
  PageQuery,
  person,
  type Principal,
} from '@open122/http';
import type { FastifyReply, FastifyRequest } from 'fastify';

import { ApplicationView, pageSchema, TimelineEntryView } from '../views';
import { Show } from './show';
import { TimelineStream } from './timeline-stream';

@Controller('v1')
@ApiExtraModels(ApplicationView, TimelineEntryView)
export class ShowController {
  constructor(
    private readonly show: Show,
    private readonly stream: TimelineStream,
  ) {}

  @Get('services/:business/applications')
  @Allow(person())
  @Describe('本人在该业务下的申请', 'My applications for a business, the newest first')
  @ApiOkResponse({ schema: pageSchema(ApplicationView) })
  async mine(
    @Param('business') business: string,
    @Query() page: PageQuery,
    @CurrentPrincipal() principal: Principal,
    @CurrentLanguage() language: Language,
  ): Promise<Page<ApplicationView>> {
    return this.show.mine(business, page, principal, language);
  }

  @Get('applications/:serial')
  @Allow(person())
  @Describe('查看本人的一件申请', 'One application of mine')
  @ApiOkResponse({ type: ApplicationView })
  async one(
    @Param('serial') serial: string,
    @CurrentPrincipal() principal: Principal,
    @CurrentLanguage() language: Language,
  ): Promise<ApplicationView> {
    return this.show.one(serial, principal, language);
  }

  @Get('applications/:serial/timeline')
  @Allow(person())
  @Describe(
    '申请的办理进度',
    'Timeline of an application; as server-sent events when asked for text/event-stream',
  )
  @ApiProduces('application/json', 'text/event-stream')
  @ApiOkResponse({ schema: pageSchema(TimelineEntryView) })
  async timeline(
    @Param('serial') serial: string,
    @CurrentPrincipal() principal: Principal,
    @CurrentLanguage() language: Language,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const read = (afterId: number) => this.show.timeline(serial, afterId, principal, language);
    if (request.headers.accept?.includes('text/event-stream') === true) {
      await this.stream.open(reply, request.headers['last-event-id'], read);
      return;
    }
    const page: Page<TimelineEntryView> = { items: await read(0), next: null };
    await reply.send(page);
  }
}
