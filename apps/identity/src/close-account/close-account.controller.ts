import { Controller, HttpCode, Post } from '@nestjs/common';
import { ApiHeader, ApiNoContentResponse, ApiTags } from '@nestjs/swagger';
import {
  Allow,
  BodyDigest,
  CurrentPrincipal,
  Describe,
  person,
  type Principal,
  principalPerson,
} from '@open122/http';

import { CloseAccount } from './close-account';

@ApiTags('accounts')
@Controller('v1/me/closure')
export class CloseAccountController {
  constructor(private readonly closeAccount: CloseAccount) {}

  @Post()
  @HttpCode(204)
  @Allow(person())
  @Describe('注销账户', 'Close my account; open businesses stand in the way and are listed')
  @ApiHeader({ name: 'Step-Up', required: true, description: 'of purpose close-account, for this body' })
  @ApiNoContentResponse()
  async close(@CurrentPrincipal() principal: Principal, @BodyDigest() bodyDigest: string): Promise<void> {
    await this.closeAccount.close(principalPerson(principal), bodyDigest);
  }
}
