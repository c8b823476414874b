import { appendFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';

import { Kafka, logLevel } from 'kafkajs';
import { Client } from 'pg';

import { databaseTraces, findLeaks, logTraces, needlesOf, topicTraces } from '../leaks/find-leaks';
import { administratorOf, databaseOf, thePlatform } from '../platform';
import { tellStory } from '../story';
import type { Person } from '../story/cast';

jest.setTimeout(240_000);
const platform = thePlatform();
const WITHOUT_IDENTITY = ['licence', 'vehicle', 'fulfilment', 'blacklist', 'gateway'] as const;
let persons: Person[] = [];

test('the story runs from the lost licence to the lapsed pickup', async () => {
  const told: string[] = [];
  const secrets = administratorOf(platform);
  const world = await tellStory({ url: platform.gateway, secrets, write: (line) => void told.push(line) });
  persons = world.persons;
  expect(told.at(-1)).toMatch('The story is told');
  expect(told.filter((line) => line.includes('person.listed'))).toHaveLength(2);
});

test('no ID number, name or mobile is in any topic, any log or any database but that of identity (design §6)', async () => {
  const needles = needlesOf(persons);
  expect(needles.length).toBeGreaterThanOrEqual(9);
  expect(await findLeaks(needles, topicTraces(platform.brokers))).toEqual([]);
  expect(await findLeaks(needles, logTraces(platform.logs))).toEqual([]);
  for (const service of WITHOUT_IDENTITY) {
    expect(await findLeaks(needles, databaseTraces(databaseOf(platform, service)))).toEqual([]);
  }
});

describe('a planted leak is found', () => {
  const planted = () => needlesOf(persons)[2] ?? '';

  test('in a topic', async () => {
    const kafka = new Kafka({ clientId: 'leak', brokers: platform.brokers, logLevel: logLevel.NOTHING });
    const [admin, producer] = [kafka.admin(), kafka.producer()];
    await Promise.all([admin.connect(), producer.connect()]);
    await admin.createTopics({ topics: [{ topic: 'leak-probe' }], waitForLeaders: true });
    await producer.send({ topic: 'leak-probe', messages: [{ value: `{"mobile":"${planted()}"}` }] });
    const leaks = await findLeaks([planted()], topicTraces(platform.brokers));
    await admin.deleteTopics({ topics: ['leak-probe'] });
    await Promise.all([admin.disconnect(), producer.disconnect()]);
    expect(leaks).toEqual([{ where: 'topic leak-probe', what: planted() }]);
  });

  test('in a log', async () => {
    const file = join(platform.logs, 'leak-probe.log');
    appendFileSync(file, `{"level":20,"msg":"sent to ${planted()}"}\n`);
    const leaks = await findLeaks([planted()], logTraces(platform.logs));
    rmSync(file);
    expect(leaks).toEqual([{ where: 'log leak-probe.log', what: planted() }]);
  });

  test('in a database', async () => {
    const url = databaseOf(platform, 'licence');
    const client = new Client({ connectionString: url });
    await client.connect();
    await client.query(
      `insert into audit (at, actor, action, subject, traceparent) values ('2026-01-01', 'test', 'test.leak', $1, '')`,
      [planted()],
    );
    await client.end();
    const leaks = await findLeaks([planted()], databaseTraces(url));
    expect(leaks).toEqual([{ where: 'database he_licence public.audit', what: planted() }]);
  });
});
