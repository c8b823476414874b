import { httpSettings } from '@open122/http';
import { messagingSettings } from '@open122/messaging';
import { secretKey, type ServiceConfig, signingKey, str } from '@open122/service';

import { PASSWORD_COSTS, type PasswordCost } from './passwords';

const directoryKey = (caller: string) =>
  secretKey({ desc: `key shared with ${caller}, which asks the directory: 32 random bytes, base64url` });

/** Identity alone holds the keys of references and personal data (design §6). */
export const identitySettings = {
  ...httpSettings,
  ...messagingSettings,
  REF_KEY: secretKey({ desc: 'key of PersonRef, OrgRef and phone references: 32 random bytes, base64url' }),
  DATA_KEY: secretKey({
    desc: 'first AES-256 key of personal data, and root under which the later ones are wrapped: 32 random bytes, base64url',
  }),
  DATA_KEY_ID: str({ desc: 'name of that key, kept with what is sealed or wrapped under it' }),
  DATA_KEY_BEFORE: secretKey({
    default: undefined,
    desc: 'while the root is changed: the DATA_KEY from before, until `rotate-data-keys` has ended',
  }),
  DATA_KEY_BEFORE_ID: str({ default: undefined, desc: 'name of the DATA_KEY from before' }),
  TOKEN_KEY: signingKey({
    desc: 'private Ed25519 JWK, the first that signs access and step-up tokens; without effect once `rotate-token-keys` was run',
  }),
  LICENCE_KEY: directoryKey('licence'),
  VEHICLE_KEY: directoryKey('vehicle'),
  FULFILMENT_KEY: directoryKey('fulfilment'),
  PASSWORD_COST: str({
    choices: Object.keys(PASSWORD_COSTS) as PasswordCost[],
    default: 'rfc9106',
    desc: 'argon2id of passwords from now on: rfc9106 = 64 MiB and 3 passes, owasp-minimum = 20 MiB and 2 passes; chosen before anybody registers (ADR 17)',
  }),
  SMS_PORT: str({ choices: ['sandbox'], desc: 'how SMS are sent: sandbox keeps them to be read' }),
};

export type IdentityConfig = ServiceConfig<typeof identitySettings>;
export type IdentityValues = IdentityConfig['values'];
