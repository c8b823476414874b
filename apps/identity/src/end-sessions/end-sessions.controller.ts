import { Body, Controller, HttpCode, Param, Post } from '@nestjs/common';
import { ApiOkResponse, ApiProperty, ApiTags } from '@nestjs/swagger';
import { Allow, Command, type CommandRequest, Describe, staff } from '@open122/http';
import { IsString, Length, Matches } from 'class-validator';

import { isUuid } from '../fields';
import { refuse } from '../refusals';
import { EndSessions } from './end-sessions';

class EndOfSessions {
  @ApiProperty({ type: String, minLength: 1, maxLength: 500, description: 'audited; no personal data' })
  @IsString()
  @Length(1, 500)
  @Matches(/\S/)
  reason!: string;
}

class EndedSessionsView {
  @ApiProperty({ type: Number, description: 'how many there were' })
  ended!: number;
}

@ApiTags('staff')
@Controller('v1/ops/sessions')
export class EndSessionsController {
  constructor(private readonly endSessions: EndSessions) {}

  @Post(':holderId/end')
  @HttpCode(200)
  @Allow(staff('administrator'))
  @Describe(
    '结束某人的全部登录',
    'End all sessions of a person, an agent or a member of staff, by the id that log and audit name behind person:, agent: or staff:',
  )
  @ApiOkResponse({ type: EndedSessionsView })
  async end(
    @Command() command: CommandRequest,
    @Param('holderId') holderId: string,
    @Body() { reason }: EndOfSessions,
  ): Promise<EndedSessionsView> {
    if (!isUuid(holderId)) throw refuse.accountUnknown();
    return this.endSessions.end(command, holderId, reason);
  }
}
