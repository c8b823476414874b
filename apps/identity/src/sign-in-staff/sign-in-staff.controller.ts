import { Body, Controller, HttpCode, Post } from '@nestjs/common';
import { ApiOkResponse, ApiProperty, ApiTags } from '@nestjs/swagger';
import { Allow, anyone, Describe } from '@open122/http';
import { IsString, MaxLength } from 'class-validator';

import { ClientAddress } from '../client-address';
import { IsCode, IsPassword, IsReplaced } from '../fields';
import { SessionView } from '../session-answer';
import { SignInStaff } from './sign-in-staff';

class StaffCredentials {
  @ApiProperty({ type: String })
  @IsString()
  @MaxLength(64)
  username!: string;

  @IsPassword()
  password!: string;

  @IsCode()
  totp!: string;

  @IsReplaced()
  replaces?: string;
}

@ApiTags('staff')
@Controller('v1/staff-sessions')
export class SignInStaffController {
  constructor(private readonly signInStaff: SignInStaff) {}

  @Post()
  @HttpCode(200)
  @Allow(anyone())
  @Describe('工作人员登录', 'Sign in as staff with password and TOTP')
  @ApiOkResponse({ type: SessionView })
  async open(
    @Body() { replaces, ...entries }: StaffCredentials,
    @ClientAddress() client: string,
  ): Promise<SessionView> {
    return this.signInStaff.signIn({ ...entries, replaces: replaces ?? undefined }, client);
  }
}
