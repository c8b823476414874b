import { GrantChanged } from '@open122/contracts';
import { factCopy } from '@open122/messaging';

/** The owner service's copy of what organisations are granted: a suspension bites at once (rules §1). */
export const grants = factCopy({
  name: 'grant',
  event: GrantChanged,
  table: 'grant_copy',
  key: 'grant_id',
  columns: {
    grant_id: ({ grantId }) => grantId,
    account: ({ account }) => account,
    delegation: ({ delegation }) => delegation,
    standing: ({ standing }) => standing,
    valid_from: ({ validFrom }) => validFrom,
    valid_until: ({ validUntil }) => validUntil,
  },
});

/** Its table, for a service's migration. */
export const grantTable = `
create table grant_copy (
  grant_id uuid primary key,
  account uuid not null,
  delegation text not null,
  standing text not null,
  valid_from date not null,
  valid_until date,
  version bigint not null
);
create index grant_copy_account on grant_copy (account, delegation);
`;
