import { createSecretKey } from 'node:crypto';

import { type DataKeys, Vault } from '../vault';

/** One key that seals and opens. */
export const oneDataKey = (id: string, material: Buffer): DataKeys => {
  const key = createSecretKey(material);
  return {
    dataKey: () => ({ id, key }),
    dataKeyOf: (asked) => {
      if (asked !== id) throw new Error(`no data key ${asked}`);
      return key;
    },
  };
};

/** A vault with keys that are the same in every test. */
export const aVault = (): Vault => new Vault(Buffer.alloc(32, 1), oneDataKey('test', Buffer.alloc(32, 2)));
