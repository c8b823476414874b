import { Controller, Get, Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { Kafka, logLevel } from 'kafkajs';
import { Pool } from 'pg';

/** The least that a service can be (B8): Nest and Fastify, and, when told where, an idle pool and an idle consumer. */
const { BARE_PORT = '', BARE_DATABASE_URL, KAFKA_BROKERS = '', BARE_TOPIC = '' } = process.env;

@Controller()
class ReadyController {
  @Get('ready')
  ready() {
    return { ready: true };
  }
}
@Module({ controllers: [ReadyController] })
class BareModule {}

async function main(): Promise<void> {
  const app = await NestFactory.create<NestFastifyApplication>(BareModule, new FastifyAdapter(), {
    logger: false,
  });
  if (BARE_DATABASE_URL !== undefined) {
    const pool = new Pool({ connectionString: BARE_DATABASE_URL });
    await pool.query('select 1');
    const kafka = new Kafka({
      clientId: 'bare',
      brokers: KAFKA_BROKERS.split(','),
      logLevel: logLevel.NOTHING,
    });
    const consumer = kafka.consumer({ groupId: `bare.${BARE_PORT}` });
    await consumer.connect();
    await consumer.subscribe({ topics: [BARE_TOPIC] });
    await consumer.run({ eachMessage: () => Promise.resolve() });
  }
  await app.listen(Number(BARE_PORT), '127.0.0.1');
}

void main();
