import { type DynamicModule, type FactoryProvider, Inject, Module, type Type } from '@nestjs/common';
import { APP_FILTER, APP_GUARD, APP_PIPE, DiscoveryModule, HttpAdapterHost } from '@nestjs/core';
import type { FastifyAdapter } from '@nestjs/platform-fastify';
import { Clock, ServiceConfig, type Values } from '@open122/service';

import { readJsonOnly } from './body/raw-body';
import type { httpSettings } from './http.config';
import { Idempotency } from './idempotency/idempotency';
import { OpenApi } from './openapi/openapi';
import { OpenApiController } from './openapi/openapi.controller';
import { DeclaredPolicies } from './policy/declared-policies';
import { Grants } from './policy/grants';
import { PolicyGuard } from './policy/policy-guard';
import { Principals, SignedPrincipals } from './principal/principals';
import type { Issuers } from './principal/sign-principal';
import { refuseBadTargets } from './problem/bad-targets';
import { ProblemFilter } from './problem/problem-filter';
import { refuseUnreadable } from './problem/unreadable-requests';
import { Validation } from './problem/validation';
import { Retention } from './retention';

export interface HttpOptions {
  /** How this application knows who calls, unless it is a service that believes {@link SignedPrincipals}. */
  readonly principals?: Pick<FactoryProvider<Principals>, 'inject' | 'useFactory'>;
  /** How it knows what organisations are granted; without it nothing that needs a grant is allowed. */
  readonly grants?: Type<Grants>;
  /** Modules that the above needs. */
  readonly imports?: DynamicModule['imports'];
}

/** Principals of a service that other services may call too: `issuers` reads their keys out of its settings. */
export const principalsOf = <V>(issuers: (values: V) => Issuers): Required<HttpOptions>['principals'] => ({
  inject: [ServiceConfig, Clock],
  useFactory: (config: { service: ServiceConfig['service']; values: V }, clock: Clock) =>
    new SignedPrincipals(config.service, issuers(config.values), clock),
});

const principalsOfGateway = principalsOf<Values<typeof httpSettings>>(({ PRINCIPAL_KEY }) => ({
  gateway: PRINCIPAL_KEY,
}));

/**
 * The HTTP face of a service (design §7): problems, principals and policies, bodies, idempotency, its OpenAPI document.
 * The service's settings contain {@link httpSettings}.
 */
@Module({})
export class HttpModule {
  constructor(@Inject(HttpAdapterHost) host: HttpAdapterHost<FastifyAdapter>) {
    readJsonOnly(host.httpAdapter);
    refuseBadTargets(host.httpAdapter);
    refuseUnreadable(host.httpAdapter);
  }

  static forRoot({
    principals = principalsOfGateway,
    grants,
    imports = [],
  }: HttpOptions = {}): DynamicModule {
    return {
      module: HttpModule,
      global: true,
      imports: [DiscoveryModule, ...imports],
      controllers: [OpenApiController],
      providers: [
        { provide: Principals, ...principals },
        ...(grants === undefined ? [] : [{ provide: Grants, useClass: grants }]),
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
