import { randomBytes } from 'node:crypto';

import type { ServiceName } from '@open122/contracts';
import { Database, openSource } from '@open122/service';
import type { EntitySchema } from 'typeorm';

import { addressOf, asAdmin, copyDatabase, dropDatabase } from './admin';
import { serviceTemplate, tablesTemplate } from './template';

/** A database of one test file. */
export interface TestDatabase {
  /** Connected. */
  readonly database: Database;
  readonly url: string;
  /** Disconnects, and drops the database with all that others still do in it. */
  close(): Promise<void>;
}
export interface TestDatabaseOptions {
  entities?: readonly EntitySchema[];
}

/** A fresh database of a service, all migrations run. */
export const testDatabase = async (
  service: ServiceName,
  { entities = [] }: TestDatabaseOptions = {},
): Promise<TestDatabase> => copyOf(await serviceTemplate(service), entities);

/** A fresh database with the tables of libraries: `testMigrations([serviceTables, 'create table toy (…)'])`. */
export const testMigrations = async (
  sql: readonly string[],
  { entities = [] }: TestDatabaseOptions = {},
): Promise<TestDatabase> => copyOf(await tablesTemplate(sql), entities);

async function copyOf(template: string, entities: readonly EntitySchema[]): Promise<TestDatabase> {
  const name = `test_${randomBytes(6).toString('hex')}`;
  await asAdmin((client) => copyDatabase(client, name, template));
  const url = addressOf(name);
  const database = new Database(openSource({ url, pool: 10, entities, name }));
  await database.connect();
  return {
    database,
    url,
    async close() {
      await database.close();
      await dropDatabase(name);
    },
  };
}
