import { httpTables } from '@open122/http';
import { messagingTables } from '@open122/messaging';
import { serviceTables } from '@open122/service';

/** What the command writes, and what every service has. */
export const commandTables = `${serviceTables}${httpTables}${messagingTables}
  create table record (licence_id uuid primary key, person text not null, at timestamptz(3) not null);`;

export const WRITE = 'insert into record (licence_id, person, at) values ($1, $2, $3)';
