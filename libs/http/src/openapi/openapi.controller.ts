import { Controller, Get } from '@nestjs/common';
import { ApiExcludeController, type OpenAPIObject } from '@nestjs/swagger';

import { Allow, anyone } from '../policy/allow';
import { OpenApi } from './openapi';

/** Asked by the gateway, which does not forward /internal. */
@ApiExcludeController()
@Controller('internal/openapi.json')
export class OpenApiController {
  constructor(private readonly openApi: OpenApi) {}

  @Get()
  @Allow(anyone())
  show(): OpenAPIObject {
    return this.openApi.document('open122');
  }
}
