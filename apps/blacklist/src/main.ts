import { boot, defineService } from '@open122/service';

import { blacklistSettings } from './blacklist.config';
import { BlacklistModule } from './blacklist.module';
import { LiftingSchema } from './lifting.store';
import { StandingSchema } from './standing.schema';

export const service = defineService({
  name: 'blacklist',
  module: BlacklistModule,
  settings: blacklistSettings,
  entities: [StandingSchema, LiftingSchema],
});

if (require.main === module) boot(service);
