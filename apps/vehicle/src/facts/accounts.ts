import { AccountChanged } from '@open122/contracts';
import { factCopy } from '@open122/messaging';

/** Copy of who is registered: others may use the vehicle of a registered individual alone (rules §1.1). */
export const accounts = factCopy({
  name: 'account',
  event: AccountChanged,
  table: 'account_copy',
  key: 'account',
  columns: {
    account: ({ account }) => account,
    person: ({ person }) => person,
    level: ({ level }) => level,
    closed: ({ closed }) => closed,
  },
});
