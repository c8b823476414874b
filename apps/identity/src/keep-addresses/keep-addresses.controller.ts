import { Body, Controller, Get, Post, Query } from '@nestjs/common';
import { ApiCreatedResponse, ApiOkResponse, ApiProperty, ApiTags } from '@nestjs/swagger';
import {
  Allow,
  Command,
  type CommandRequest,
  CurrentPrincipal,
  decodeCursor,
  Describe,
  IsMobile,
  IsName,
  PageQuery,
  person,
  type Principal,
  principalPerson,
} from '@open122/http';
import { Matches } from 'class-validator';

import { KeepAddresses } from './keep-addresses';

class AddressFields {
  @ApiProperty({ type: String, pattern: '^\\d{6}$', description: 'GB/T 2260' })
  @Matches(/^[1-8]\d{5}$/)
  area!: string;

  @ApiProperty({ type: String, minLength: 1, maxLength: 120 })
  @Matches(/^(?=.*\S)[^\p{C}]{1,120}$/u)
  detail!: string;

  @IsName()
  recipient!: string;

  @IsMobile()
  mobile!: string;
}

class AddressRefView {
  @ApiProperty({ type: String, format: 'uuid' })
  addressRef!: string;
}

class AddressView extends AddressFields {
  @ApiProperty({ type: String, format: 'uuid' })
  addressRef!: string;
}

class AddressPageView {
  @ApiProperty({ type: [AddressView] })
  items!: AddressView[];

  @ApiProperty({ type: String, nullable: true })
  next!: string | null;
}

@ApiTags('accounts')
@Controller('v1/me/addresses')
export class KeepAddressesController {
  constructor(private readonly keepAddresses: KeepAddresses) {}

  @Post()
  @Allow(person())
  @Describe('新增收件地址', 'Keep an address; applications name it by its reference')
  @ApiCreatedResponse({ type: AddressRefView })
  async keep(@Command() command: CommandRequest, @Body() given: AddressFields): Promise<AddressRefView> {
    const { area, detail, recipient, mobile } = given;
    return this.keepAddresses.keep(command, { area, detail, recipient, mobile });
  }

  @Get()
  @Allow(person())
  @Describe('我的收件地址', 'One’s own addresses')
  @ApiOkResponse({ type: AddressPageView })
  async list(
    @CurrentPrincipal() principal: Principal,
    @Query() { limit, cursor }: PageQuery,
  ): Promise<AddressPageView> {
    const [after = null] = decodeCursor(cursor, 1) ?? [];
    return this.keepAddresses.list(
      principalPerson(principal).person,
      after === null ? null : String(after),
      limit,
    );
  }
}
