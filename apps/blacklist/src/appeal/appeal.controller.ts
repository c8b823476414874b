import { Body, Controller, Post } from '@nestjs/common';
import { ApiCreatedResponse, ApiProperty } from '@nestjs/swagger';
import { Allow, Command, type CommandRequest, Describe, person } from '@open122/http';
import { IsString, Length } from 'class-validator';

import { ReviewView } from '../review-view';
import { Appeal } from './appeal';

class AppealBody {
  @ApiProperty({ type: String, minLength: 1, maxLength: 1000, description: 'why it should be lifted' })
  @IsString()
  @Length(1, 1000)
  reason!: string;
}

@Controller('v1/me/standing/appeals')
export class AppealController {
  constructor(private readonly appeals: Appeal) {}

  @Post()
  @Allow(person())
  @Describe('对限制提出申诉', 'Appeal against my listing, once')
  @ApiCreatedResponse({ type: ReviewView })
  async appeal(@Command() command: CommandRequest, @Body() { reason }: AppealBody): Promise<ReviewView> {
    return this.appeals.appeal(command, reason);
  }
}
