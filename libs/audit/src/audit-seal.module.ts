import { type DynamicModule, Module } from '@nestjs/common';
import { type ServiceName, topics } from '@open122/contracts';

import { HeadStore } from './keep-heads/head.store';
import { keepHeadsController } from './keep-heads/keep-heads.controller';
import { SealGauge } from './seal/seal-gauge';
import { Sealer } from './seal/sealer';

/** Seals the service's audit, and keeps the heads of others where the topics say so. Needs the global module of messaging. */
@Module({})
export class AuditSealModule {
  static forService(service: ServiceName): DynamicModule {
    const keeps = Object.entries(topics).some(
      ([name, { consumers }]) =>
        name.endsWith('.audit') && (consumers as readonly ServiceName[]).includes(service),
    );
    return {
      module: AuditSealModule,
      controllers: keeps ? [keepHeadsController(service)] : [],
      providers: [Sealer, SealGauge, ...(keeps ? [HeadStore] : [])],
      exports: [Sealer],
    };
  }
}
