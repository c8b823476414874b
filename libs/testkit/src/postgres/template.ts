import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import type { ServiceName } from '@open122/contracts';
import { migrate } from '@open122/service';
import { Client } from 'pg';
import type { MigrationInterface } from 'typeorm';

import { inCheckout } from '../checkout';
import { addressOf, asAdmin, copyDatabase } from './admin';

/** Two test files that want the same template wait for each other. */
const LOCK = 122_000_002;

/** Makes a template database once per content, and returns its name. `fill` runs on the fresh database. */
async function template(
  prefix: string,
  content: string,
  fill: (url: string) => Promise<void>,
): Promise<string> {
  const name = `${prefix}_${createHash('sha256').update(content).digest('hex').slice(0, 16)}`;
  await asAdmin(async (client) => {
    await client.query('select pg_advisory_lock($1)', [LOCK]);
    const { rowCount } = await client.query('select 1 from pg_database where datname = $1', [name]);
    if (rowCount === 1) return;
    // filled under another name first: a run that breaks off leaves no half template
    await client.query(`drop database if exists ${name}_new with (force)`);
    await copyDatabase(client, `${name}_new`, 'template0');
    await fill(addressOf(`${name}_new`));
    await client.query(`alter database ${name}_new rename to ${name}`);
  });
  return name;
}

/** A service's migrated database. */
export function serviceTemplate(service: ServiceName): Promise<string> {
  const folder = inCheckout('apps', service, 'migrations');
  return template(`template_${service}`, [...textsIn(folder), ...tablesOfLibs()].join(), async (url) => {
    await migrate(service, url, classesIn(folder));
  });
}

/** A database with the tables of libraries: `serviceTables`, `messagingTables` … */
export const tablesTemplate = (sql: readonly string[]): Promise<string> =>
  template('template_tables', sql.join('\n'), async (url) => {
    const client = new Client({ connectionString: url });
    await client.connect();
    await client.query(sql.join('\n')).finally(() => client.end());
  });

const classesIn = (folder: string): (new () => MigrationInterface)[] =>
  readdirSync(folder)
    .filter((file) => file.endsWith('.ts'))
    .flatMap((file) =>
      Object.values(require(join(folder, file)) as Record<string, new () => MigrationInterface>),
    );

const textsIn = (folder: string): string[] =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts'))
    .sort()
    .map((file) => readFileSync(join(folder, file), 'utf8'));

/** Migrations execute the tables of libraries: their files belong to the content. */
const tablesOfLibs = (): string[] =>
  readdirSync(inCheckout('libs'))
    .flatMap((lib) => textsIn(inCheckout('libs', lib, 'src')))
    .filter((text) => /create table/i.test(text));
