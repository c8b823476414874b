import { boot, defineService } from '@open122/service';

import { fulfilmentSettings } from './fulfilment.config';
import { FulfilmentModule } from './fulfilment.module';
import { HandoverSchema } from './handover.schema';
import { SandboxParcelSchema } from './sandbox-courier/sandbox-parcel.schema';

export const service = defineService({
  name: 'fulfilment',
  module: FulfilmentModule,
  settings: fulfilmentSettings,
  entities: [HandoverSchema, SandboxParcelSchema],
});

if (require.main === module) boot(service);
