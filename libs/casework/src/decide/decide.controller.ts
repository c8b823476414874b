import { Body, Controller, HttpCode, Param, Post } from '@nestjs/common';
import { ApiHeader, ApiOkResponse, ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import {
  Allow,
  Command,
  type CommandRequest,
  CurrentLanguage,
  Describe,
  type Language,
  operator,
} from '@open122/http';
import { Type } from 'class-transformer';
import {
  ArrayMaxSize,
  ArrayMinSize,
  IsArray,
  IsObject,
  IsOptional,
  IsString,
  Length,
  Matches,
  ValidateNested,
} from 'class-validator';

import { ApplicationView } from '../views';
import { Decide } from './decide';

export class RejectionReason {
  @ApiPropertyOptional({ type: String, example: 'licence.photo-unclear' })
  @IsOptional()
  @Matches(/^[a-z]+(-[a-z]+)*\.[a-z]+(-[a-z]+)*$/)
  code?: string;

  @ApiProperty({ type: String, description: 'told to the applicant as it stands' })
  @IsString()
  @Length(1, 500)
  text!: string;
}

export class RejectionBody {
  @ApiProperty({ type: [RejectionReason] })
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(20)
  @IsObject({ each: true })
  @ValidateNested({ each: true })
  @Type(() => RejectionReason)
  reasons!: RejectionReason[];
}

@Controller('v1/ops/applications/:serial')
export class DecideController {
  constructor(private readonly decide: Decide) {}

  @Post('acceptance')
  @HttpCode(200)
  @Allow(operator())
  @Describe('审核通过（再次核对条件）', 'Accept; the rules run again and may reject')
  @ApiHeader({ name: 'Idempotency-Key', required: false })
  @ApiOkResponse({ type: ApplicationView })
  async accept(
    @Param('serial') serial: string,
    @Command('optional') command: CommandRequest,
    @CurrentLanguage() language: Language,
  ): Promise<ApplicationView> {
    return this.decide.accept(serial, command, language);
  }

  @Post('rejection')
  @HttpCode(200)
  @Allow(operator())
  @Describe('退办（须说明原因）', 'Reject, with reasons')
  @ApiHeader({ name: 'Idempotency-Key', required: false })
  @ApiOkResponse({ type: ApplicationView })
  async reject(
    @Param('serial') serial: string,
    @Body() body: RejectionBody,
    @Command('optional') command: CommandRequest,
    @CurrentLanguage() language: Language,
  ): Promise<ApplicationView> {
    return this.decide.reject(serial, body, command, language);
  }
}
