import { caseworkEntities } from '@open122/casework';
import { boot, defineService } from '@open122/service';

import { vehicleSettings } from './vehicle.config';
import { VehicleModule } from './vehicle.module';
import { BindingSchema, VehicleSchema } from './vehicle.schema';

export const service = defineService({
  name: 'vehicle',
  module: VehicleModule,
  settings: vehicleSettings,
  entities: [VehicleSchema, BindingSchema, ...caseworkEntities],
});

if (require.main === module) boot(service);
