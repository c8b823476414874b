import { grantTable } from '@open122/casework';
import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What organisations are granted, as identity says it, and the learners of those that are driving schools (rules §1, §8). */
export class Grants1767916800000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(grantTable + learners);
  }

  async down(): Promise<void> {
    throw new Error('migrations only go forward');
  }
}

const learners = `
create table learner (
  learner_id uuid primary key,
  school uuid not null,
  person text not null,
  licence_class text not null,
  entered_at timestamptz(3) not null,
  constraint learner_once unique (school, person, licence_class)
);
create index learner_of_school on learner (school, entered_at desc, learner_id desc);
create index learner_person on learner (person);
`;
