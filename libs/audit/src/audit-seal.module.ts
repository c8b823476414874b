import { type DynamicModule, Module } from '@nestjs/common';
import { hears, type ServiceName, type TopicName, topics } from '@open122/contracts';

import { HeadStore } from './keep-heads/head.store';
import { keepHeadsController } from './keep-heads/keep-heads.controller';
import { SealGauge } from './seal/seal-gauge';
import { Sealer } from './seal/sealer';

/** Seals the service's audit, and keeps the heads of others where the topics say so. Needs the global module of messaging. */
@Module({})
export class AuditSealModule {
  static forService(service: ServiceName): DynamicModule {
    const keeps = (Object.keys(topics) as TopicName[]).some(
      (name) => name.endsWith('.audit') && hears(service, name),
    );
    return {
      module: AuditSealModule,
      controllers: keeps ? [keepHeadsController(service)] : [],
      providers: [Sealer, SealGauge, ...(keeps ? [HeadStore] : [])],
      exports: [Sealer],
    };
  }
}
