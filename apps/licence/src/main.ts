import { caseworkEntities } from '@open122/casework';
import { boot, defineService } from '@open122/service';

import { licenceSettings } from './licence.config';
import { LicenceModule } from './licence.module';
import { BindingSchema, LicenceSchema } from './licence.schema';

export const service = defineService({
  name: 'licence',
  module: LicenceModule,
  settings: licenceSettings,
  entities: [LicenceSchema, BindingSchema, ...caseworkEntities],
});

if (require.main === module) boot(service);
