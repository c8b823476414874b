import { directorySettings, httpSettings } from '@open122/http';
import { messagingSettings } from '@open122/messaging';
import { address, type ServiceConfig, signingKey } from '@open122/service';

export const fulfilmentSettings = {
  ...httpSettings,
  ...directorySettings,
  ...messagingSettings,
  GATEWAY_URL: address({
    default: undefined,
    desc: 'public address of the gateway, where the sandbox courier reports his visits (sandbox provinces)',
  }),
  SANDBOX_COURIER_KEY: signingKey({
    default: undefined,
    desc: 'private Ed25519 JWK by which the sandbox courier signs (sandbox provinces)',
  }),
};

export type FulfilmentConfig = ServiceConfig<typeof fulfilmentSettings>;
