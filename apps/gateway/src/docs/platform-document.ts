import { Injectable, Logger } from '@nestjs/common';
import { DocumentBuilder, type OpenAPIObject } from '@nestjs/swagger';
import { OpenApi } from '@open122/http';

import { UPSTREAMS } from '../forward/route-table';
import { Upstreams } from '../forward/upstreams';
import { merged, type Part } from './merge';

const FRESH_MILLISECONDS = 60_000;
/** A part that was missing is asked for again sooner. */
const FRESH_WITHOUT_ALL_MILLISECONDS = 2_000;

const head = (): OpenAPIObject =>
  new DocumentBuilder()
    .setOpenAPIVersion('3.1.0')
    .setTitle('open122')
    .setDescription('互联网交通安全综合服务管理平台 / Internet traffic-safety service platform')
    .setVersion('1')
    .addBearerAuth()
    .build() as OpenAPIObject;

/** The OpenAPI document of the whole platform, put together when somebody asks for it. */
@Injectable()
export class PlatformDocument {
  private readonly log = new Logger('PlatformDocument');
  private made: Promise<OpenAPIObject> | undefined;
  private freshUntil = 0;

  constructor(
    private readonly own: OpenApi,
    private readonly upstreams: Upstreams,
  ) {}

  show(): Promise<OpenAPIObject> {
    if (this.made === undefined || performance.now() > this.freshUntil) {
      this.freshUntil = performance.now() + FRESH_MILLISECONDS;
      this.made = this.make();
    }
    return this.made;
  }

  private async make(): Promise<OpenAPIObject> {
    const parts = await Promise.all(UPSTREAMS.map(async (service) => this.partOf(service)));
    if (parts.some(({ document }) => document === null)) {
      this.freshUntil = performance.now() + FRESH_WITHOUT_ALL_MILLISECONDS;
    }
    const gateway: Part = { service: 'gateway', document: this.own.document('gateway') };
    return merged(head(), [gateway, ...parts]);
  }

  private async partOf(service: (typeof UPSTREAMS)[number]): Promise<Part> {
    try {
      return {
        service,
        document: await this.upstreams.internal<OpenAPIObject>(service, '/internal/openapi.json'),
      };
    } catch (err) {
      this.log.warn({ err, problem: `${service} does not show its part of the document` });
      return { service, document: null };
    }
  }
}
