import { Body, Controller, HttpCode, Post } from '@nestjs/common';
import { ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { Allow, anyone, Describe } from '@open122/http';

import { IsRefreshToken } from '../fields';
import { SessionView } from '../session-answer';
import { RefreshSession } from './refresh-session';

class Refresh {
  @IsRefreshToken()
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
