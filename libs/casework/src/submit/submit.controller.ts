import { Body, Controller, HttpCode, Param, Post } from '@nestjs/common';
import { ApiCreatedResponse, ApiHeader, ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import {
  Allow,
  Command,
  type CommandRequest,
  CurrentLanguage,
  Describe,
  IsNested,
  type Language,
  person,
} from '@open122/http';
import { Equals, IsIn, IsUUID, ValidateBy } from 'class-validator';

import { ApplicationView } from '../views';
import { Submit } from './submit';

const ADDRESS_REF = /^[A-Za-z0-9_-]{1,100}$/;
const OFFICE = /^[a-z0-9-]{1,60}$/;

/** A field that belongs to one way of delivery: needed with it, refused without it. */
const OnlyFor = (method: DeliveryBody['method'], form: RegExp) =>
  ValidateBy({
    name: 'matches',
    validator: {
      validate: (value, args) =>
        (args?.object as DeliveryBody).method === method
          ? typeof value === 'string' && form.test(value)
          : value === undefined,
    },
  });

export class DeliveryBody {
  @ApiProperty({ type: String, enum: ['post', 'pickup'] })
  @IsIn(['post', 'pickup'])
  method!: 'post' | 'pickup';

  @ApiPropertyOptional({ type: String, description: 'for post: an address kept under /v1/me/addresses' })
  @OnlyFor('post', ADDRESS_REF)
  addressRef?: string;

  @ApiPropertyOptional({ type: String, description: 'for pickup: an office of the province' })
  @OnlyFor('pickup', OFFICE)
  office?: string;
}

export class SubmitBody {
  @ApiProperty({ type: String, format: 'uuid', description: 'the licence or vehicle' })
  @IsUUID()
  object!: string;

  @IsNested(DeliveryBody)
  delivery!: DeliveryBody;

  @ApiProperty({ type: Boolean, enum: [true], description: 'the applicant has read the notice and declares' })
  @Equals(true)
  declaration!: true;
}

@Controller('v1/services/:business/applications')
export class SubmitController {
  constructor(private readonly submit: Submit) {}

  @Post()
  @HttpCode(201)
  @Allow(person())
  @Describe('提交申请', 'Submit an application')
  @ApiHeader({ name: 'Idempotency-Key', required: true })
  @ApiHeader({ name: 'Step-Up', required: true, description: 'of purpose apply:{business}, for this body' })
  @ApiCreatedResponse({ type: ApplicationView })
  async handle(
    @Param('business') business: string,
    @Body() body: SubmitBody,
    @Command() command: CommandRequest,
    @CurrentLanguage() language: Language,
  ): Promise<ApplicationView> {
    return this.submit.run(business, body, command, language);
  }
}
