import { Controller, Get, Header } from '@nestjs/common';
import { ApiExcludeController, type OpenAPIObject } from '@nestjs/swagger';
import { Allow, anyone } from '@open122/http';

import { CONTENT_POLICY, PAGE, START } from './page';
import { PlatformDocument } from './platform-document';

@ApiExcludeController()
@Controller()
export class DocsController {
  constructor(private readonly platform: PlatformDocument) {}

  @Get('openapi.json')
  @Allow(anyone())
  async document(): Promise<OpenAPIObject> {
    return this.platform.show();
  }

  @Get('docs')
  @Allow(anyone())
  @Header('content-type', 'text/html; charset=utf-8')
  @Header('content-security-policy', CONTENT_POLICY)
  page(): string {
    return PAGE;
  }

  @Get('docs/start.js')
  @Allow(anyone())
  @Header('content-type', 'text/javascript; charset=utf-8')
  start(): string {
    return START;
  }
}
