import { Controller, Get, Inject, Query } from '@nestjs/common';
import { ApiOkResponse, ApiProperty, ApiTags } from '@nestjs/swagger';
import { inShanghai, type Province } from '@open122/contracts';
import {
  actorOf,
  Allow,
  CurrentPrincipal,
  decodeCursor,
  Describe,
  IsMobile,
  pageOf,
  PageQuery,
  type Principal,
  refuseRequest,
  staff,
} from '@open122/http';
import { Audit, Database, PROVINCE } from '@open122/service';

import { Vault } from '../vault';
import { SandboxSmsStore } from './sandbox-sms.store';

class SmsQuery extends PageQuery {
  @IsMobile()
  mobile!: string;
}

class SmsView {
  @ApiProperty({ type: String, format: 'uuid' })
  id!: string;

  @ApiProperty({ type: String })
  text!: string;

  @ApiProperty({ type: String, format: 'date-time' })
  at!: string;
}

class SmsPageView {
  @ApiProperty({ type: [SmsView] })
  items!: SmsView[];

  @ApiProperty({ type: String, nullable: true })
  next!: string | null;
}

/** Exists in sandbox provinces alone: elsewhere the address is unknown. */
@ApiTags('sandbox')
@Controller('v1/sandbox/sms')
export class SandboxSmsController {
  constructor(
    private readonly database: Database,
    private readonly store: SandboxSmsStore,
    private readonly vault: Vault,
    private readonly audit: Audit,
    @Inject(PROVINCE) private readonly province: Province,
  ) {}

  @Get()
  @Allow(staff('administrator'))
  @Describe('沙箱短信', 'What would have been sent to a mobile, newest first')
  @ApiOkResponse({ type: SmsPageView })
  async list(
    @CurrentPrincipal() principal: Principal,
    @Query() { mobile, limit, cursor }: SmsQuery,
  ): Promise<SmsPageView> {
    if (!this.province.sandbox) throw refuseRequest.unknownRoute();
    const after = decodeCursor(cursor, 2);
    const rows = await this.database.transaction(async (tx) => {
      const subject = this.vault.phoneRef(mobile);
      await this.audit.record(tx, { actor: actorOf(principal), action: 'sandbox.read-sms', subject });
      return this.store.newest(tx, mobile, after, limit + 1);
    });
    const { items, next } = pageOf(rows, limit, ({ sentAt, id }) => [sentAt, id]);
    return { items: items.map(({ id, text, sentAt }) => ({ id, text, at: inShanghai(sentAt) })), next };
  }
}
