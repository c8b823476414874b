import { boot, defineService } from '@open122/service';

import { gatewaySettings } from './gateway.config';
import { GatewayModule } from './gateway.module';

export const service = defineService({ name: 'gateway', module: GatewayModule, settings: gatewaySettings });

if (require.main === module) boot(service);
