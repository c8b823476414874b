import { Module } from '@nestjs/common';
import { StandingChanged } from '@open122/contracts';
import { factCopy, MessagingModule, messagingSettings } from '@open122/messaging';
import { defineService } from '@open122/service';

export const copyTables = `
create table standing (person text primary key, listed_until timestamptz(3), version bigint not null);
create index standing_until on standing (listed_until);
`;

export const standings = factCopy({
  name: 'standing',
  event: StandingChanged,
  table: 'standing',
  key: 'person',
  columns: { person: ({ person }) => person, listed_until: ({ listing }) => listing?.until ?? null },
});

@Module({ imports: [MessagingModule.forRoot({ facts: [standings] })] })
class ToyCopyModule {}

/** A service that does nothing but keep a copy. */
export const toyCopy = defineService({ name: 'licence', module: ToyCopyModule, settings: messagingSettings });
