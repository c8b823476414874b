import { boot, defineService } from '@open122/service';

import { AccountSchema } from './account.schema';
import { AddressSchema } from './address.schema';
import { GrantSchema } from './grant.store';
import { identitySettings } from './identity.config';
import { IdentityModule } from './identity.module';
import { AgentSchema, OrganisationSchema } from './organisation.schema';
import { StaffSchema } from './staff.schema';
import { StepUpSchema } from './step-up.schema';

export const service = defineService({
  name: 'identity',
  module: IdentityModule,
  settings: identitySettings,
  entities: [
    AccountSchema,
    AddressSchema,
    AgentSchema,
    GrantSchema,
    OrganisationSchema,
    StaffSchema,
    StepUpSchema,
  ],
});

if (require.main === module) boot(service);
