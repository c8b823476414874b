import { Body, Controller, HttpCode, Post, Put } from '@nestjs/common';
import { ApiAcceptedResponse, ApiNoContentResponse, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import {
  Allow,
  BodyDigest,
  clerk,
  Command,
  type CommandRequest,
  CurrentPrincipal,
  Describe,
  type DocumentFields,
  IsDocument,
  IsMobile,
  person,
  type Principal,
  principalStaff,
  principalPerson,
} from '@open122/http';

import { ClientAddress } from '../client-address';
import { IsCode, IsPassword, IsPresent } from '../fields';
import { ChangeMobile } from './change-mobile';

class MobileToConfirm {
  @IsMobile()
  mobile!: string;
}

class MobileChange extends MobileToConfirm {
  @IsCode()
  code!: string;
}

class OwnMobileChange extends MobileChange {
  @IsPassword()
  password!: string;
}

class MobileChangeAtWindow extends MobileChange {
  @IsDocument()
  document!: DocumentFields;

  @IsPresent()
  personPresent!: true;
}

@ApiTags('accounts')
@Controller('v1')
export class ChangeMobileController {
  constructor(private readonly changeMobile: ChangeMobile) {}

  @Post('me/mobile-codes')
  @HttpCode(202)
  @Allow(person())
  @Describe('向新手机号发送验证码', 'Send the code that confirms a new mobile')
  @ApiAcceptedResponse({ schema: { type: 'object', additionalProperties: false } })
  async sendCode(@Body() { mobile }: MobileToConfirm): Promise<object> {
    await this.changeMobile.sendCode(mobile);
    return {};
  }

  @Put('me/mobile')
  @HttpCode(204)
  @Allow(person())
  @Describe(
    '更换登录手机号',
    'Sign in with another mobile; needs the password, a code to it and a step-up (change-mobile), which is the code to the old one',
  )
  @ApiNoContentResponse()
  async change(
    @CurrentPrincipal() principal: Principal,
    @BodyDigest() bodyDigest: string,
    @Body() { mobile, code, password }: OwnMobileChange,
    @ClientAddress() client: string,
  ): Promise<void> {
    const given = { mobile, code, password, client };
    await this.changeMobile.own(principalPerson(principal), bodyDigest, given);
  }

  @Post('windows/mobile-codes')
  @HttpCode(202)
  @Allow(clerk('individual'))
  @Describe('窗口更换手机号验证码', 'Send the code that confirms a new mobile at the desk')
  @ApiAcceptedResponse({ schema: { type: 'object', additionalProperties: false } })
  async sendCodeAtDesk(
    @CurrentPrincipal() principal: Principal,
    @Body() { mobile }: MobileToConfirm,
  ): Promise<object> {
    await this.changeMobile.sendCodeAtDesk(principalStaff(principal), mobile);
    return {};
  }

  @Post('windows/mobile-changes')
  @HttpCode(200)
  @Allow(clerk('individual'))
  @Describe(
    '窗口更换登录手机号',
    'Change a person’s login mobile at a window, without the old one; his sessions end',
  )
  @ApiOkResponse({ description: '{}' })
  async changeAtWindow(
    @Command() command: CommandRequest,
    @Body() { document, mobile, code }: MobileChangeAtWindow,
  ): Promise<object> {
    await this.changeMobile.atWindow(command, document, { mobile, code });
    return {};
  }
}
