import { Controller, Get } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { Allow, anyone } from '@open122/http';
import type { JWK } from 'jose';

import { Tokens } from '../tokens';

/** The gateway verifies tokens locally by these (design §7). */
@ApiExcludeController()
@Controller('internal/jwks')
export class PublishKeysController {
  constructor(private readonly tokens: Tokens) {}

  @Get()
  @Allow(anyone())
  publish(): { keys: JWK[] } {
    return this.tokens.published;
  }
}
