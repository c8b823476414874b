import { Body, Controller, Post, Res } from '@nestjs/common';
import { ApiCreatedResponse, ApiHeader, ApiOkResponse, ApiProperty } from '@nestjs/swagger';
import { parseFileNumber, wordsOfFormat } from '@open122/contracts';
import { Command, type CommandRequest, CurrentLanguage, Describe, type Language, May } from '@open122/http';
import { Transform } from 'class-transformer';
import { Matches } from 'class-validator';
import type { FastifyReply } from 'fastify';

import { LicenceView } from '../licence-view';
import { BindLicence } from './bind-licence';

export class BindLicenceBody {
  @ApiProperty({ type: String, description: '12 digits; full-width ones and spaces are normalised' })
  @Transform(({ value }: { value: unknown }) => {
    const parsed = parseFileNumber(typeof value === 'string' ? value : '');
    return parsed.ok ? parsed.value : value;
  })
  @Matches(/^\d{12}$/, {
    context: { code: 'file-number.shape', ...wordsOfFormat('file-number.shape') },
  })
  fileNumber!: string;
}

@Controller('v1/me/licences')
export class BindLicenceController {
  constructor(private readonly bindLicence: BindLicence) {}

  @Post()
  @May('own-licence')
  @Describe('绑定本人驾驶证', 'Bind my own driving licence')
  @ApiHeader({ name: 'Idempotency-Key', required: true })
  @ApiCreatedResponse({ type: LicenceView, description: 'bound' })
  @ApiOkResponse({ type: LicenceView, description: 'was bound already' })
  async handle(
    @Body() body: BindLicenceBody,
    @Command() command: CommandRequest,
    @CurrentLanguage() language: Language,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<LicenceView> {
    const answer = await this.bindLicence.run(body.fileNumber, command, language);
    reply.status(answer.status);
    return answer.body;
  }
}
