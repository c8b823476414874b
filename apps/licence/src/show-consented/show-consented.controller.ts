import { Controller, Get, Query } from '@nestjs/common';
import { ApiOkResponse, ApiProperty, ApiTags } from '@nestjs/swagger';
import {
  actorOf,
  CurrentLanguage,
  CurrentPrincipal,
  decodeCursor,
  Describe,
  type Language,
  May,
  PageQuery,
  pageOf,
  type Principal,
  principalAgent,
  refuseRequest,
} from '@open122/http';
import { Audit, Database } from '@open122/service';
import { isUUID } from 'class-validator';

import { consentStore } from '../consent.store';
import { LicenceView, licenceView } from '../licence-view';

class ConsentedPageView {
  @ApiProperty({ type: [LicenceView] })
  items!: LicenceView[];

  @ApiProperty({ type: String, nullable: true })
  next!: string | null;
}

/** What drivers let an organisation see, as long as they do; each reading is audited (design §6). */
@ApiTags('organisations')
@Controller('v1/organisation/licences')
export class ShowConsentedController {
  constructor(
    private readonly database: Database,
    private readonly audit: Audit,
  ) {}

  @Get()
  @May('consented-licences')
  @Describe('经驾驶人同意可查询的驾驶证', 'Licences whose drivers let my organisation see them')
  @ApiOkResponse({ type: ConsentedPageView })
  async list(
    @CurrentPrincipal() principal: Principal,
    @CurrentLanguage() language: Language,
    @Query() { limit, cursor }: PageQuery,
  ): Promise<ConsentedPageView> {
    const agent = principalAgent(principal);
    const after = decodeCursor(cursor, 1)?.map(String)[0] ?? null;
    if (after !== null && !isUUID(after)) throw refuseRequest.invalidCursor();
    const rows = await consentStore.seen(this.database, agent.account, after, limit + 1);
    const { items, next } = pageOf(rows, limit, ({ licenceId }) => [licenceId]);
    await this.database.transaction(async (tx) => {
      const about = {
        actor: actorOf(agent),
        action: 'licence.read',
        purpose: 'query with the driver’s consent',
      };
      for (const { person } of items) await this.audit.record(tx, { ...about, subject: person });
    });
    return { items: items.map((each) => licenceView(each, language)), next };
  }
}
