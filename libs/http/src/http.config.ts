import { address, secretKey } from '@open122/service';

/** Settings of every service that believes the gateway's principals; spread them into the service's own. */
export const httpSettings = {
  PRINCIPAL_KEY: secretKey({ desc: 'key shared with the gateway: 32 random bytes, base64url' }),
};

/** Settings of the services that ask identity's directory. */
export const directorySettings = {
  IDENTITY_URL: address({ desc: 'base address of identity, for its directory' }),
  DIRECTORY_KEY: secretKey({ desc: 'key shared with identity: 32 random bytes, base64url' }),
};
