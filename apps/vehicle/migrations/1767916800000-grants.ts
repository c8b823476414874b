import { grantTable } from '@open122/casework';
import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What organisations are granted, as identity says it, and the new vehicles that dealers sold (rules §1, §6). */
export class Grants1767916800000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(grantTable + newVehicles);
  }

  async down(): Promise<void> {
    throw new Error('migrations only go forward');
  }
}

const newVehicles = `
create table new_vehicle (
  vin text primary key,
  vehicle_type text not null,
  buyer text not null,
  dealer uuid not null,
  recorded_at timestamptz(3) not null
);
create index new_vehicle_buyer on new_vehicle (buyer);
`;
