import { type INestApplication, Injectable } from '@nestjs/common';
import { ApplicationConfig, HttpAdapterHost, ModulesContainer } from '@nestjs/core';
import { DocumentBuilder, type OpenAPIObject, SwaggerModule } from '@nestjs/swagger';

import { as31 } from './as-3-1';
import { ProblemView } from './describe';

/** This service's part of the platform's OpenAPI 3.1 document, made from the explicit decorators once, when first asked for. */
@Injectable()
export class OpenApi {
  private made: OpenAPIObject | undefined;

  constructor(
    private readonly modules: ModulesContainer,
    private readonly config: ApplicationConfig,
    private readonly adapter: HttpAdapterHost,
  ) {}

  /** `title` names the document, e.g. the service. */
  document(title: string): OpenAPIObject {
    this.made ??= this.make(title);
    return this.made;
  }

  private make(title: string): OpenAPIObject {
    const head = new DocumentBuilder()
      .setOpenAPIVersion('3.1.0')
      .setTitle(title)
      .setVersion('1')
      .addBearerAuth()
      .build();
    // The scanner reads three things of an application; all are injectable, so that a service can describe itself.
    const application = {
      container: { getModules: () => this.modules },
      config: this.config,
      getHttpAdapter: () => this.adapter.httpAdapter,
    } as unknown as INestApplication;
    const document = SwaggerModule.createDocument(application, head, { extraModels: [ProblemView] });
    const paths = Object.entries(document.paths).filter(([path]) => path.startsWith('/v1/'));
    return as31({ ...document, paths: Object.fromEntries(paths) });
  }
}
