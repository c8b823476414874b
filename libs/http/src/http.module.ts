import { type DynamicModule, type FactoryProvider, Inject, Module } from '@nestjs/common';
import { APP_FILTER, APP_GUARD, APP_PIPE, DiscoveryModule, HttpAdapterHost } from '@nestjs/core';
import type { FastifyAdapter } from '@nestjs/platform-fastify';

import { readJsonOnly } from './body/raw-body';
import { Idempotency } from './idempotency/idempotency';
import { OpenApi } from './openapi/openapi';
import { OpenApiController } from './openapi/openapi.controller';
import { DeclaredPolicies } from './policy/declared-policies';
import { PolicyGuard } from './policy/policy-guard';
import { Principals } from './principal/principals';
import { ProblemFilter } from './problem/problem-filter';
import { Validation } from './problem/validation';
import { Retention } from './retention';

export interface HttpOptions {
  /** How this application knows who calls: {@link SignedPrincipals} in a service, the session in the gateway. */
  readonly principals: Pick<FactoryProvider<Principals>, 'inject' | 'useFactory'>;
  readonly imports?: DynamicModule['imports'];
}

/** The HTTP face of a service (design §7): problems, principals and policies, bodies, idempotency, its OpenAPI document. */
@Module({})
export class HttpModule {
  constructor(@Inject(HttpAdapterHost) host: HttpAdapterHost<FastifyAdapter>) {
    readJsonOnly(host.httpAdapter);
  }

  static forRoot({ principals, imports = [] }: HttpOptions): DynamicModule {
    return {
      module: HttpModule,
      global: true,
      imports: [DiscoveryModule, ...imports],
      controllers: [OpenApiController],
      providers: [
        { provide: Principals, ...principals },
        { provide: APP_GUARD, useClass: PolicyGuard },
        { provide: APP_FILTER, useClass: ProblemFilter },
        { provide: APP_PIPE, useClass: Validation },
        DeclaredPolicies,
        Idempotency,
        OpenApi,
        Retention,
      ],
      exports: [Principals, Idempotency, OpenApi],
    };
  }
}
