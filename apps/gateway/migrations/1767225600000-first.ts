import { httpTables } from '@open122/http';
import { messagingTables } from '@open122/messaging';
import { serviceTables } from '@open122/service';
import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The libraries' tables, the test clock's row (design §6) and the nonces of courier callbacks. */
export class First1767225600000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(serviceTables + messagingTables + httpTables);
    await runner.query(`
      create table clock (
        id smallint primary key check (id = 1),
        offset_milliseconds bigint not null check (offset_milliseconds >= 0),
        version bigint not null
      );
      insert into clock (id, offset_milliseconds, version) values (1, 0, 0);

      create table courier_nonce (
        courier text not null,
        nonce text not null,
        seen_at timestamptz(3) not null,
        primary key (courier, nonce)
      );
      create index courier_nonce_age on courier_nonce (seen_at);
    `);
  }

  async down(): Promise<void> {
    throw new Error('migrations only go forward');
  }
}
