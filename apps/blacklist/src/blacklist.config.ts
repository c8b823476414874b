import { httpSettings } from '@open122/http';
import { messagingSettings } from '@open122/messaging';

export const blacklistSettings = { ...httpSettings, ...messagingSettings };
