import { Controller, Get, Param } from '@nestjs/common';
import { ApiOkResponse, ApiProperty } from '@nestjs/swagger';
import {
  Allow,
  CurrentLanguage,
  CurrentPrincipal,
  Describe,
  type Language,
  person,
  type Principal,
  principalPerson,
} from '@open122/http';

import { UseView } from '../use-view';
import { ShowUses } from './show-uses';

export class VehicleUserView {
  @ApiProperty({ type: String, format: 'uuid' })
  useId!: string;

  @ApiProperty({ type: String, format: 'date-time' })
  since!: string;
}

class UseListView {
  @ApiProperty({ type: [UseView] })
  items!: UseView[];
}

class UserListView {
  @ApiProperty({ type: [VehicleUserView] })
  items!: VehicleUserView[];
}

@Controller('v1/me')
export class ShowUsesController {
  constructor(private readonly showUses: ShowUses) {}

  @Get('vehicle-uses')
  @Allow(person())
  @Describe('我绑定的非本人名下机动车', 'Vehicles not in my name that I use, or have asked for')
  @ApiOkResponse({ type: UseListView })
  async mine(
    @CurrentPrincipal() principal: Principal,
    @CurrentLanguage() language: Language,
  ): Promise<UseListView> {
    return { items: await this.showUses.mine(principalPerson(principal), language) };
  }

  @Get('vehicles/:vehicleId/users')
  @Allow(person())
  @Describe('绑定本人机动车的他人', 'Who else uses my vehicle, and since when; nobody is named')
  @ApiOkResponse({ type: UserListView })
  async users(
    @Param('vehicleId') vehicleId: string,
    @CurrentPrincipal() principal: Principal,
  ): Promise<UserListView> {
    return { items: await this.showUses.users(vehicleId, principalPerson(principal)) };
  }
}
