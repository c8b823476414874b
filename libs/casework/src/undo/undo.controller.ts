import { Controller, HttpCode, Param, Post } from '@nestjs/common';
import { ApiHeader, ApiOkResponse } from '@nestjs/swagger';
import {
  Allow,
  Command,
  type CommandRequest,
  CurrentLanguage,
  Describe,
  type Language,
  person,
} from '@open122/http';

import { ApplicationView } from '../views';
import { Undo } from './undo';

@Controller('v1/applications/:serial/undo')
export class UndoController {
  constructor(private readonly undo: Undo) {}

  @Post()
  @HttpCode(200)
  @Allow(person())
  @Describe('撤销申请（限撤销期内）', 'Undo an application within its undo window')
  @ApiHeader({ name: 'Idempotency-Key', required: false })
  @ApiOkResponse({ type: ApplicationView })
  async handle(
    @Param('serial') serial: string,
    @Command('optional') command: CommandRequest,
    @CurrentLanguage() language: Language,
  ): Promise<ApplicationView> {
    return this.undo.run(serial, command, language);
  }
}
