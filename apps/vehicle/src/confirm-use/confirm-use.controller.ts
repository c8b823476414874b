import { Controller, HttpCode, Param, Post } from '@nestjs/common';
import { ApiHeader, ApiOkResponse } from '@nestjs/swagger';
import { Command, type CommandRequest, CurrentLanguage, Describe, type Language, May } from '@open122/http';

import { UseView } from '../use-view';
import { ConfirmUse } from './confirm-use';

@Controller('v1/me/vehicle-uses/:useId/confirmation')
export class ConfirmUseController {
  constructor(private readonly confirmUse: ConfirmUse) {}

  @Post()
  @HttpCode(200)
  @May('non-own-vehicles')
  @Describe('经车主同意后绑定', 'Bind it with the owner’s consent')
  @ApiHeader({ name: 'Idempotency-Key', required: true })
  @ApiHeader({
    name: 'Step-Up',
    required: true,
    description: 'of purpose use-vehicle:{useId}, for this body',
  })
  @ApiOkResponse({ type: UseView })
  async handle(
    @Param('useId') useId: string,
    @Command() command: CommandRequest,
    @CurrentLanguage() language: Language,
  ): Promise<UseView> {
    return this.confirmUse.run(useId, command, language);
  }
}
