import { setTimeout as sleep } from 'node:timers/promises';

import { Client } from 'pg';

function adminAddress(): string {
  const address = process.env.TEST_PG_ADMIN_URL;
  if (address) return address;
  throw new Error('TEST_PG_ADMIN_URL is missing: tests with a database run in the Jest projects db and e2e');
}

/** The address of a database of the test server. */
export function addressOf(database: string): string {
  const address = new URL(adminAddress());
  address.pathname = `/${database}`;
  return address.toString();
}

/** Work on the test server's administrative connection. */
export async function asAdmin<T>(work: (client: Client) => Promise<T>): Promise<T> {
  const client = new Client({ connectionString: adminAddress() });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

const IN_USE = '55006';
/** `create database … template …`: waits for those who have just left the template. */
export async function copyDatabase(client: Client, name: string, template: string): Promise<void> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      await client.query(`create database ${name} template ${template}`);
      return;
    } catch (error) {
      if ((error as { code?: string }).code !== IN_USE || attempt === 50) throw error;
      await sleep(50);
    }
  }
}
export const dropDatabase = (name: string): Promise<unknown> =>
  asAdmin((client) => client.query(`drop database if exists ${name} with (force)`));
