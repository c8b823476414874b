import { directorySettings, httpSettings } from '@open122/http';
import { messagingSettings } from '@open122/messaging';

/** Licence asks the directory when it interns the persons of an import. */
export const licenceSettings = { ...httpSettings, ...messagingSettings, ...directorySettings };
