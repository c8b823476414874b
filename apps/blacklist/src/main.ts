import { boot, defineService } from '@open122/service';

import { blacklistSettings } from './blacklist.config';
import { BlacklistModule } from './blacklist.module';
import { StandingSchema } from './standing.schema';

export const service = defineService({
  name: 'blacklist',
  module: BlacklistModule,
  settings: blacklistSettings,
  entities: [StandingSchema],
});

if (require.main === module) boot(service);
