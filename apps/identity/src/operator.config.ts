import { databaseAddress, secretKey, signingKey, str } from '@open122/service';
import { cleanEnv } from 'envalid';

import { identitySettings } from './identity.config';
import { type KeySettings, keySettingsOf } from './key-ring/key-settings';

const { REF_KEY, DATA_KEY, DATA_KEY_ID, DATA_KEY_BEFORE, DATA_KEY_BEFORE_ID, TOKEN_KEY } = identitySettings;
const settings = {
  IDENTITY_DATABASE_URL: databaseAddress({ desc: 'identity’s own database' }),
  IDENTITY_REF_KEY: secretKey({ desc: REF_KEY.desc ?? '' }),
  IDENTITY_DATA_KEY: secretKey({ desc: DATA_KEY.desc ?? '' }),
  IDENTITY_DATA_KEY_ID: str({ desc: DATA_KEY_ID.desc ?? '' }),
  IDENTITY_DATA_KEY_BEFORE: secretKey({ default: undefined, desc: DATA_KEY_BEFORE.desc ?? '' }),
  IDENTITY_DATA_KEY_BEFORE_ID: str({ default: undefined, desc: DATA_KEY_BEFORE_ID.desc ?? '' }),
  IDENTITY_TOKEN_KEY: signingKey({ desc: TOKEN_KEY.desc ?? '' }),
};

export interface OperatorConfig {
  databaseUrl: string;
  refKey: Buffer;
  keys: KeySettings;
}

/** Those of identity's settings that its programs need. Throws naming all that are missing or wrong. */
export function operatorConfig(env: NodeJS.ProcessEnv = process.env): OperatorConfig {
  const given = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== ''));
  const values = cleanEnv(given, settings, {
    reporter: ({ errors }) => {
      const wrong = Object.keys(errors);
      if (wrong.length > 0)
        throw new Error(`These settings of identity are missing or wrong: ${wrong.join(', ')}.`);
    },
  });
  return {
    databaseUrl: values.IDENTITY_DATABASE_URL,
    refKey: values.IDENTITY_REF_KEY,
    keys: keySettingsOf({
      DATA_KEY: values.IDENTITY_DATA_KEY,
      DATA_KEY_ID: values.IDENTITY_DATA_KEY_ID,
      DATA_KEY_BEFORE: values.IDENTITY_DATA_KEY_BEFORE,
      DATA_KEY_BEFORE_ID: values.IDENTITY_DATA_KEY_BEFORE_ID,
      TOKEN_KEY: values.IDENTITY_TOKEN_KEY,
    }),
  };
}
