import { databaseAddress, secretKey, str } from '@open122/service';
import { cleanEnv } from 'envalid';

import { identitySettings } from '../identity.config';

const settings = {
  IDENTITY_DATABASE_URL: databaseAddress({ desc: 'identity’s own database' }),
  IDENTITY_REF_KEY: secretKey({ desc: identitySettings.REF_KEY.desc ?? '' }),
  IDENTITY_DATA_KEY: secretKey({ desc: identitySettings.DATA_KEY.desc ?? '' }),
  IDENTITY_DATA_KEY_ID: str({ desc: identitySettings.DATA_KEY_ID.desc ?? '' }),
};

export interface BootstrapConfig {
  databaseUrl: string;
  keys: { REF_KEY: Buffer; DATA_KEY: Buffer; DATA_KEY_ID: string };
}

/** Those of identity's settings that making an administrator needs. Throws naming all that are missing or wrong. */
export function bootstrapConfig(env: NodeJS.ProcessEnv = process.env): BootstrapConfig {
  const values = cleanEnv(env, settings, {
    reporter: ({ errors }) => {
      const wrong = Object.keys(errors);
      if (wrong.length > 0)
        throw new Error(`These settings of identity are missing or wrong: ${wrong.join(', ')}.`);
    },
  });
  return {
    databaseUrl: values.IDENTITY_DATABASE_URL,
    keys: {
      REF_KEY: values.IDENTITY_REF_KEY,
      DATA_KEY: values.IDENTITY_DATA_KEY,
      DATA_KEY_ID: values.IDENTITY_DATA_KEY_ID,
    },
  };
}
