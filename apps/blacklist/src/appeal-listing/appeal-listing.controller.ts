import { Body, Controller, Post } from '@nestjs/common';
import { ApiCreatedResponse, ApiHeader, ApiProperty } from '@nestjs/swagger';
import {
  Allow,
  Command,
  type CommandRequest,
  CurrentLanguage,
  Describe,
  type Language,
  person,
} from '@open122/http';
import { IsString, Length } from 'class-validator';

import { LiftingView } from '../lifting-view';
import { AppealListing } from './appeal-listing';

class AppealBody {
  @ApiProperty({
    ...{ type: String, minLength: 5, maxLength: 1000 },
    description: 'why the listing should end; long numbers and plates in it are not kept',
  })
  @IsString()
  @Length(5, 1000)
  reason!: string;
}

@Controller('v1/me/standing/appeals')
export class AppealListingController {
  constructor(private readonly appealListing: AppealListing) {}

  @Post()
  @Allow(person())
  @Describe('对网上办理限制提出申诉（每次限制一次）', 'Appeal against my listing, once per listing')
  @ApiHeader({ name: 'Idempotency-Key', required: true })
  @ApiCreatedResponse({ type: LiftingView })
  async appeal(
    @Command() command: CommandRequest,
    @Body() { reason }: AppealBody,
    @CurrentLanguage() language: Language,
  ): Promise<LiftingView> {
    return this.appealListing.appeal(command, reason, language);
  }
}
