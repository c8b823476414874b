import { directorySettings, httpSettings } from '@open122/http';
import { messagingSettings } from '@open122/messaging';

/** Vehicle asks the directory when it interns the owners of an import. */
export const vehicleSettings = { ...httpSettings, ...messagingSettings, ...directorySettings };
