import { appendFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';

import { Kafka, logLevel } from 'kafkajs';
import { Client } from 'pg';

import { databaseTraces, findLeaks, logTraces, needlesOf, topicTraces } from '../leaks/find-leaks';
import { administratorOf, databaseOf, thePlatform } from '../platform';
import { tellStory } from '../story';
import type { Citizen, Person } from '../story/cast';
import { until } from '../story/until';
import type { World } from '../story/world';
import { LiftListing } from './lift-listing';

jest.setTimeout(240_000);
const platform = thePlatform();
const WITHOUT_IDENTITY = ['licence', 'vehicle', 'fulfilment', 'blacklist', 'gateway'] as const;
let world: World;
let persons: Person[] = [];

test('the story runs from the lost licence to the lapsed pickup', async () => {
  const told: string[] = [];
  const secrets = administratorOf(platform);
  world = await tellStory({ url: platform.gateway, secrets, write: (line) => void told.push(line) });
  persons = world.persons;
  expect(told.at(-1)).toMatch('The story is told');
  expect(told.filter((line) => line.includes('person.listed'))).toHaveLength(2);
});

test('who never came appeals; one operator proposes, another confirms, and he may apply again (rules §4)', async () => {
  const lifting = new LiftListing(world, world.citizens[1] as Citizen);
  expect(await lifting.standing()).toMatchObject({ mayAppeal: true, liftings: [] });
  await until(
    'the standing to arrive',
    () => lifting.eligible(),
    (eligible) => !eligible,
  );

  const {
    status,
    body: { id, person },
  } = await lifting.appeal();
  expect(status).toBe(201);
  expect(await lifting.appeal()).toMatchObject({ status: 409, body: { code: 'appeal.made-already' } });
  expect((await lifting.decide(id, world.operator, 'propose')).body.state).toBe('proposed');
  expect(await lifting.decide(id, world.operator, 'confirm')).toMatchObject({
    ...{ status: 403, body: { code: 'lifting.same-operator' } },
  });
  expect(await lifting.eligible()).toBe(false);
  expect((await lifting.decide(id, await lifting.another(), 'confirm')).body.state).toBe('lifted');

  await until(
    'the lift to arrive',
    () => lifting.eligible(),
    (eligible) => eligible,
  );
  expect(await lifting.standing()).toMatchObject({
    ...{ listedUntil: null, mayAppeal: false },
    liftings: [
      {
        state: 'lifted',
        text: expect.stringContaining('has been lifted') as string,
        reason: '住院证明已核实',
      },
    ],
  });
  await lifting.told('网上办理限制已提前解除');
  expect(await lifting.audited(person)).toEqual([
    ...['standing.list', 'listing.appeal', 'lifting.propose', 'lifting.confirm'],
  ]);
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
