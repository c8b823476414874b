import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import type { ServiceName } from '@open122/contracts';
import type { Client } from 'pg';

import type { Places } from '../places';
import { readTopic } from './topics';

/** What an import left in the databases and on the bus, ready to be copied again. */
export interface Copied {
  /** Facts, that is records that came to be. */
  readonly records: number;
  /** Copies all rows into empty tables with the same indexes; answers the seconds it took. */
  copy(): Promise<number>;
  close(): Promise<void>;
}

interface Table {
  readonly client: Client;
  readonly name: string;
  readonly file: string;
}
const EXTRA = {
  party_record: 'alter table bench_copy.party_record add foreign key (party) references bench_copy.party',
};

/**
 * The baseline of an import: PostgreSQL's own COPY from files of the server, one table after the other, of the very rows that the
 * import begun at `since` has made, into tables made like the services' own. The outbox, which is empty again, is filled with
 * what came out of it.
 */
export async function copiedRows(places: Places, since: Date): Promise<Copied> {
  const { addresses } = await places.stack();
  const folder = mkdtempSync(join(tmpdir(), 'bench-copy-'));
  // the server writes there, as another user
  chmodSync(folder, 0o777);
  const clients: Client[] = [];
  const connect = async (service: ServiceName): Promise<Client> => {
    const client = await places.superuser(service);
    clients.push(client);
    await client.query('drop schema if exists bench_copy cascade; create schema bench_copy');
    return client;
  };
  const tables: Table[] = [];
  const add = async (client: Client, name: string, rows: string): Promise<void> => {
    const file = join(folder, `${tables.length}-${name}`);
    await client.query(`copy (${rows}) to '${file}'`);
    await empty(client, name);
    tables.push({ client, name, file });
  };
  let records = 0;
  for (const [service, topic] of [
    ['licence', 'he.licence.licence.v1'],
    ['vehicle', 'he.vehicle.vehicle.v1'],
  ] as const) {
    const client = await connect(service);
    await empty(client, 'outbox');
    records += await fillOutbox(client, addresses.kafka.split(','), topic, since);
    const rows = `select record.* from public.${service} record
      join bench_copy.outbox on outbox.key = record.${service}_id::text`;
    await empty(client, service);
    await add(client, service, rows);
    await add(client, 'outbox', 'select * from bench_copy.outbox order by id');
  }
  const identity = await connect('identity');
  const at = since.toISOString();
  await empty(identity, 'party');
  await add(identity, 'party', `select * from public.party where created_at >= '${at}'`);
  await add(identity, 'party_record', `select * from public.party_record where updated_at >= '${at}'`);
  return {
    records,
    copy: () => copyAll(tables),
    close: async () => {
      for (const client of clients) await client.query('drop schema bench_copy cascade');
      await Promise.all(clients.map((client) => client.end()));
      rmSync(folder, { recursive: true });
    },
  };
}

async function empty(client: Client, name: string): Promise<void> {
  await client.query(`drop table if exists bench_copy.${name} cascade;
    create table bench_copy.${name} (like public.${name} including all)`);
  if (name === 'party_record') await client.query(EXTRA.party_record);
}

async function copyAll(tables: readonly Table[]): Promise<number> {
  for (const { client, name } of tables) await client.query(`truncate bench_copy.${name} cascade`);
  // what the import still has to write to disk is not the baseline's
  await tables[0]?.client.query('checkpoint');
  const began = performance.now();
  for (const { client, name, file } of tables) await client.query(`copy bench_copy.${name} from '${file}'`);
  return (performance.now() - began) / 1_000;
}

const FILL = `insert into bench_copy.outbox (topic, key, headers, payload)
  select $1, * from unnest($2::text[], $3::jsonb[], $4::text[])`;

async function fillOutbox(
  client: Client,
  brokers: readonly string[],
  topic: string,
  since: Date,
): Promise<number> {
  let records = 0;
  await readTopic(brokers, topic, async (all) => {
    const messages = all.filter(({ timestamp }) => Number(timestamp) >= since.getTime());
    records += messages.length;
    const headers = messages.map((message) =>
      JSON.stringify(
        Object.fromEntries(
          Object.entries(message.headers ?? {}).map(([name, value]) => [name, String(value)]),
        ),
      ),
    );
    const columns = [
      messages.map(({ key }) => String(key)),
      headers,
      messages.map(({ value }) => String(value)),
    ];
    await client.query({ name: `fill ${topic}`, text: FILL, values: [topic, ...columns] });
  });
  return records;
}
