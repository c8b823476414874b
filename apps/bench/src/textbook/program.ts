import { randomUUID } from 'node:crypto';

import { Body, Controller, Get, Headers, Module, Post, ValidationPipe } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { IsUUID } from 'class-validator';
import { Kafka, logLevel, Partitioners } from 'kafkajs';
import { DataSource, EntitySchema } from 'typeorm';

import { licenceOf } from '../command/licence-of';
import type { PersonRef } from '@open122/contracts';

/**
 * The textbook (B7): Nest, TypeORM's save(), and an event emitted after the commit. What it lacks besides speed is what the fault
 * matrix shows: whoever dies after the commit never says the event.
 */
const { BARE_PORT = '', BARE_DATABASE_URL = '', KAFKA_BROKERS = '', BARE_TOPIC = '' } = process.env;

interface Key {
  keyHash: string;
  bodyDigest: string;
  status: number;
  body: object;
  createdAt: Date;
}
interface Kept {
  licenceId: string;
  person: string;
  at: Date;
}
const KeySchema = new EntitySchema<Key>({
  name: 'Key',
  tableName: 'idempotency',
  columns: {
    keyHash: { name: 'key_hash', type: 'text', primary: true },
    bodyDigest: { name: 'body_digest', type: 'text' },
    status: { type: 'smallint' },
    body: { type: 'json' },
    createdAt: { name: 'created_at', type: 'timestamptz' },
  },
});
const KeptSchema = new EntitySchema<Kept>({
  name: 'Kept',
  tableName: 'record',
  columns: {
    licenceId: { name: 'licence_id', type: 'uuid', primary: true },
    person: { type: 'text' },
    at: { type: 'timestamptz' },
  },
});

const source = new DataSource({
  ...{ type: 'postgres', url: BARE_DATABASE_URL, poolSize: 10, entities: [KeySchema, KeptSchema] },
});
const producer = new Kafka({
  ...{ clientId: 'textbook', brokers: KAFKA_BROKERS.split(','), logLevel: logLevel.NOTHING },
}).producer({ createPartitioner: Partitioners.DefaultPartitioner });
const PERSON = 'textbook'.padEnd(43, '0') as PersonRef;

class RecordBody {
  @IsUUID()
  licenceId!: string;
}

@Controller()
class RecordController {
  @Get('ready')
  ready() {
    return { ready: true };
  }
  @Post('v1/me/licences/records')
  async record(@Headers('idempotency-key') key: string, @Body() { licenceId }: RecordBody) {
    const body = { licenceId };
    await source.transaction(async (manager) => {
      const known = await manager.findOneBy(KeySchema, { keyHash: key });
      if (known !== null) return;
      await manager.getRepository(KeptSchema).save({ licenceId, person: PERSON, at: new Date() });
      await manager
        .getRepository(KeySchema)
        .save({ keyHash: key, bodyDigest: '', status: 201, body, createdAt: new Date() });
    });
    const headers = { ce_id: randomUUID(), ce_type: 'LicenceChanged' };
    const value = JSON.stringify(licenceOf(licenceId, PERSON));
    await producer.send({ topic: BARE_TOPIC, messages: [{ key: licenceId, headers, value }] });
    return body;
  }
}

@Module({ controllers: [RecordController] })
class TextbookModule {}

async function main(): Promise<void> {
  await Promise.all([source.initialize(), producer.connect()]);
  const app = await NestFactory.create<NestFastifyApplication>(TextbookModule, new FastifyAdapter(), {
    logger: false,
  });
  app.useGlobalPipes(new ValidationPipe());
  await app.listen(Number(BARE_PORT), '127.0.0.1');
}

void main();
