import { httpSettings } from '@open122/http';
import { messagingSettings } from '@open122/messaging';
import { secretKey, type ServiceConfig, signingKey, str } from '@open122/service';

const directoryKey = (caller: string) =>
  secretKey({ desc: `key shared with ${caller}, which asks the directory: 32 random bytes, base64url` });

/** Identity alone holds the keys of references and personal data (design §6). */
export const identitySettings = {
  ...httpSettings,
  ...messagingSettings,
  REF_KEY: secretKey({ desc: 'key of PersonRef, OrgRef and phone references: 32 random bytes, base64url' }),
  DATA_KEY: secretKey({ desc: 'AES-256 key of personal data: 32 random bytes, base64url' }),
  DATA_KEY_ID: str({ desc: 'name of the data key, kept with every row' }),
  TOKEN_KEY: signingKey({ desc: 'private Ed25519 JWK that signs access and step-up tokens' }),
  LICENCE_KEY: directoryKey('licence'),
  VEHICLE_KEY: directoryKey('vehicle'),
  FULFILMENT_KEY: directoryKey('fulfilment'),
  SMS_PORT: str({ choices: ['sandbox'], desc: 'how SMS are sent: sandbox keeps them to be read' }),
};

export type IdentityConfig = ServiceConfig<typeof identitySettings>;
export type IdentityValues = IdentityConfig['values'];
