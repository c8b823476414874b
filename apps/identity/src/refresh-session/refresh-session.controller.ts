import { Body, Controller, HttpCode, Post } from '@nestjs/common';
import { ApiOkResponse, ApiProperty, ApiTags } from '@nestjs/swagger';
import { Allow, anyone, Describe } from '@open122/http';
import { Matches } from 'class-validator';

import { SessionView } from '../session-answer';
import { RefreshSession } from './refresh-session';

class Refresh {
  @ApiProperty({ type: String })
  @Matches(/^[A-Za-z0-9_-]{43}$/)
  refreshToken!: string;
}

@ApiTags('accounts')
@Controller('v1/sessions/refresh')
export class RefreshSessionController {
  constructor(private readonly refreshSession: RefreshSession) {}

  @Post()
  @HttpCode(200)
  @Allow(anyone())
  @Describe('续期', 'Exchange a refresh token for a new pair; a token used twice ends the session')
  @ApiOkResponse({ type: SessionView })
  async refresh(@Body() { refreshToken }: Refresh): Promise<SessionView> {
    return this.refreshSession.refresh(refreshToken);
  }
}
