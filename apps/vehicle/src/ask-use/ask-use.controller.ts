import { Body, Controller, Post } from '@nestjs/common';
import { ApiCreatedResponse, ApiHeader, ApiProperty } from '@nestjs/swagger';
import { Command, type CommandRequest, CurrentLanguage, Describe, type Language, May } from '@open122/http';
import { Transform } from 'class-transformer';
import { Matches } from 'class-validator';

import { BindVehicleBody } from '../bind-vehicle/bind-vehicle.controller';
import { UseView } from '../use-view';
import { AskUse } from './ask-use';

/** As people type it: small letters, full-width ones, spaces. */
const normalised = (value: unknown): unknown =>
  typeof value === 'string' ? value.normalize('NFKC').replaceAll(/\s/g, '').toUpperCase() : value;

export class AskUseBody extends BindVehicleBody {
  @ApiProperty({ type: String, example: '042788', description: 'last six characters of the VIN' })
  @Transform(({ value }: { value: unknown }) => normalised(value))
  @Matches(/^[0-9A-HJ-NPR-Z]{6}$/)
  vinEnd!: string;
}

@Controller('v1/me/vehicle-uses')
export class AskUseController {
  constructor(private readonly askUse: AskUse) {}

  @Post()
  @May('non-own-vehicles')
  @Describe(
    '申请绑定非本人名下机动车',
    'Ask to use a vehicle that is not mine; the owner’s consent is a step-up of purpose use-vehicle:{useId}, whose code goes to him',
  )
  @ApiHeader({ name: 'Idempotency-Key', required: true })
  @ApiCreatedResponse({ type: UseView })
  async handle(
    @Body() body: AskUseBody,
    @Command() command: CommandRequest,
    @CurrentLanguage() language: Language,
  ): Promise<UseView> {
    return this.askUse.run(body, command, language);
  }
}
