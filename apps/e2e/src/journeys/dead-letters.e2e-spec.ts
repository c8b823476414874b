import { execFile } from 'node:child_process';
import { randomBytes, randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { promisify } from 'node:util';

import { type Instant, type PersonRef, type SerialNumber } from '@open122/contracts';
import { Kafka, logLevel, Partitioners } from 'kafkajs';
import { Client } from 'pg';

import { headersOf } from '../messaging/raw-bus';
import { checkout } from '../messaging/toy-world';
import { administratorOf, databaseOf, thePlatform } from '../platform';
import { staff } from '../story/cast';
import { GatewayClient } from '../story/gateway-client';
import { until } from '../story/until';

jest.setTimeout(120_000);

const run = promisify(execFile);
const platform = thePlatform();
const gateway = new GatewayClient(platform.gateway);
const blacklist = new Client({ connectionString: platform.settings.BLACKLIST_MIGRATOR_URL });
const reader = new Client({ connectionString: databaseOf(platform, 'blacklist') });
const kafka = new Kafka({ clientId: 'letters', brokers: platform.brokers, logLevel: logLevel.NOTHING });
const producer = kafka.producer({ createPartitioner: Partitioners.DefaultPartitioner });
let token = '';
beforeAll(async () => {
  token = await staff(gateway, administratorOf(platform)).token();
  await Promise.all([blacklist.connect(), reader.connect(), producer.connect()]);
});
afterAll(() => Promise.all([blacklist.end(), reader.end(), producer.disconnect()]));

interface Listed {
  items: { service: string; id: number; handler: string; key: string }[];
  missing: string[];
}

/** `npm run ops -- dead-letters …` as a person would run it against this platform. */
async function ops(...args: string[]): Promise<string> {
  const program = join(checkout, 'deploy', 'local', 'dist', 'src', 'dead-letters.js');
  const env = { ...process.env, STORY_GATEWAY_URL: platform.gateway, OPEN122_TOKEN: token };
  return (await run(process.execPath, [program, ...args], { env })).stdout;
}
const listed = async (...words: string[]) => JSON.parse(await ops('list', '--json', ...words)) as Listed;
const send = (value: unknown, key: string, type = 'DeliveryAbandoned') =>
  producer.send({
    topic: 'he.fulfilment.handover.v1',
    messages: [{ key, value: JSON.stringify(value), headers: headersOf(type, 1) }],
  });
const listings = async (person: string) =>
  (await reader.query('select 1 from standing where person = $1', [person])).rowCount;

test('a message that died on a running platform is listed, and its replay has the one effect that was missing', async () => {
  const person = randomBytes(32).toString('base64url') as PersonRef;
  const handoverId = randomUUID();
  const at = new Date().toISOString() as Instant;
  // this person alone cannot be written, for a while
  await blacklist.query(
    `alter table standing add constraint not_now check (person <> '${person}') not valid`,
  );
  const abandoned = {
    ...{ handoverId, person, at, refusals: 3, keptUntil: at },
    serial: 'HEL202601059999999' as SerialNumber,
  };
  await send(abandoned, handoverId);
  const mine = ({ items }: Listed) => items.find(({ key }) => key === handoverId);
  const ask = () => listed('--handler', 'blacklist.list-person', '--limit', '100');
  const letter = mine(await until('it is buried', ask, (found) => mine(found) !== undefined))!;
  expect(letter).toMatchObject({ service: 'blacklist', cause: 'handler-failed', attempts: 1 });
  const id = String(letter.id);
  await expect(ops('replay', 'blacklist', id)).rejects.toMatchObject({
    stdout: expect.stringContaining('failed'),
  });
  expect(await listings(person)).toBe(0);
  await blacklist.query('alter table standing drop constraint not_now');
  const asked = await Promise.allSettled([1, 2, 3].map(() => ops('replay', 'blacklist', id)));
  expect(asked.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  expect(await listings(person)).toBe(1);
  expect(JSON.parse(await ops('show', 'blacklist', id))).toMatchObject({ state: 'replayed', attempts: 2 });
  const { body } = await gateway.call({
    path: `/v1/ops/dead-letters/blacklist/${id}/replay`,
    method: 'POST',
    token,
  });
  expect(body.code).toBe('dead-letter.already-replayed');
});

test('poison is listed by every service that heard it, shows nothing of a person, and is discarded', async () => {
  const [number, mobile, name] = ['130102199003078515', '13912345678', '张三丰'];
  await send({ number, mobile, name, list: [number] }, name, mobile);
  const ask = () => listed('--cause', 'unknown-type', '--limit', '100');
  const found = await until('it is buried', ask, ({ items }) => items.length >= 4);
  expect(found.missing).toEqual([]);
  expect(found.items.map(({ service }) => service)).toEqual(
    expect.arrayContaining(['licence', 'vehicle', 'blacklist', 'identity']),
  );
  let told = await ops('list', '--limit', '100');
  for (const { service, id } of found.items) {
    told += await ops('show', service, String(id));
    told += await ops('discard', service, String(id), '--reason', 'a test');
  }
  for (const each of [number, mobile, name]) expect(told).not.toContain(each);
  expect((await ask()).items).toEqual([]);
});
