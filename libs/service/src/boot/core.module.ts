import { type DynamicModule, Global, Module } from '@nestjs/common';
import { DiscoveryModule } from '@nestjs/core';
import type { Province } from '@open122/contracts';

import { Audit } from '../audit';
import { Clock } from '../clock';
import { ServiceConfig } from '../config/config';
import { PROVINCE } from '../config/province';
import { Database } from '../database/database';
import { PoolGauges } from '../database/pool-gauges';
import { Health } from '../health/health';
import { Metrics } from '../health/metrics';
import { Quiescence } from '../health/quiescence';
import { RequestTimes } from '../health/request-times';
import { Shutdown } from '../shutdown';
import { FASTIFY_SETUP, TRANSPORT } from './define-service';
import { TimerRunner } from '../timers/timer-runner';
import { Timers } from '../timers/timers';

export interface CoreParts {
  config: ServiceConfig;
  province: Province;
  clock: Clock;
  database: Database;
}

/** What every service has, for all of its modules. */
@Global()
@Module({})
export class CoreModule {
  static of({ config, province, clock, database }: CoreParts): DynamicModule {
    const values = [
      { provide: ServiceConfig, useValue: config },
      { provide: PROVINCE, useValue: province },
      { provide: Clock, useValue: clock },
      { provide: Database, useValue: database },
    ];
    const services = [Audit, Health, Metrics, Quiescence, Shutdown, Timers];
    const none = [FASTIFY_SETUP, TRANSPORT].map((provide) => ({ provide, useValue: null }));
    return {
      module: CoreModule,
      imports: [DiscoveryModule],
      providers: [...values, ...none, ...services, PoolGauges, RequestTimes, TimerRunner],
      exports: [...values.map(({ provide }) => provide), ...services],
    };
  }
}
