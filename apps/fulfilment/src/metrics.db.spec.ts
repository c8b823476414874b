import { setTimeout as sleep } from 'node:timers/promises';

import { DocumentDue, type SerialNumber } from '@open122/contracts';
import { asFulfilmentClerk, hear, messageOf, type TestApp, testApp } from '@open122/testkit';

import { aDocumentDue, HANDOVER_ID } from './testing/a-handover';
import { service } from './main';
import { TheOthers } from './testing/the-others';

let app: TestApp;
let others: TheOthers;
beforeAll(async () => {
  others = await TheOthers.start();
  app = await testApp(service, { env: others.env });
});
afterAll(async () => {
  await app.close();
  await others.close();
});

const SERIAL = 'HEL202601050000042' as SerialNumber;
const message = (id: string) => messageOf({ event: DocumentDue, data: aDocumentDue({ serial: SERIAL }), id });
const text = async () => (await app.request<{ text: string }>('GET', '/metrics')).body.text;
/** The value of a series, by its beginning; undefined when it is not told. */
const value = (told: string, series: string): number | undefined => {
  const line = told.split('\n').find((each) => each.startsWith(`${series} `));
  return line === undefined ? undefined : Number(line.slice(series.length));
};

it('a service tells of its requests, its inbox, its outbox, its dead letters and its audit, and of no id', async () => {
  await hear(app, 'licence.document', [message('the-first-event'), message('the-first-event')]);
  await hear(app, 'licence.document', [
    message('the-first-event'),
    { ...message('a-bad-event'), value: Buffer.from('{"half') },
  ]);
  for (const path of [`/v1/ops/handovers/${HANDOVER_ID}`, `/v1/ops/handovers?state=OPENED`, '/v1/nowhere/7'])
    await app.request('GET', path, { as: asFulfilmentClerk() });
  await sleep(50);
  const told = await text();

  const requests = (route: string, status: number) =>
    `http_server_request_duration_seconds_count{http_request_method="GET",http_route="${route}",http_response_status_code="${status}"}`;
  expect(value(told, requests('/v1/ops/handovers/:handoverId', 404))).toBe(1);
  expect(value(told, requests('/v1/ops/handovers', 200))).toBe(1);
  expect(value(told, requests('unknown', 404))).toBe(1);

  const inbox = (handler: string, outcome: string) =>
    `open122_messages_total{handler="${handler}",outcome="${outcome}"}`;
  expect(value(told, inbox('fulfilment.open-handover', 'handled'))).toBe(1);
  expect(value(told, inbox('fulfilment.open-handover', 'duplicate'))).toBe(2);
  expect(value(told, inbox('fulfilment', 'dead'))).toBe(1);
  expect(value(told, 'open122_dead_letters_total{topic="licence.document",cause="bad-json"}')).toBe(1);
  expect(value(told, 'open122_dead_letters_open')).toBe(1);

  // the event of the handover and the dead letter: nothing is relayed here
  expect(value(told, 'open122_outbox_rows')).toBe(2);
  expect(value(told, 'open122_outbox_oldest_age_seconds')).toBeGreaterThan(0.04);
  expect(value(told, 'open122_outbox_oldest_age_seconds')).toBeLessThan(30);
  expect(value(told, 'open122_audit_oldest_unsealed_age_seconds')).toBeGreaterThanOrEqual(0);
  for (const id of [HANDOVER_ID, SERIAL, 'the-first-event', 'nowhere']) expect(told).not.toContain(id);
});

it('a scrape does not wait for a database that hangs: it tells what it knew', async () => {
  const before = value(await text(), 'open122_outbox_rows');
  const now = performance.now.bind(performance);
  await app.database.transaction(async (tx) => {
    await tx.run('spec.lock', 'lock table outbox, dead_letter, audit in access exclusive mode');
    await tx.run('spec.clear', 'delete from outbox');
    jest.spyOn(performance, 'now').mockImplementation(() => now() + 6_000);
    const begun = now();
    expect(value(await text(), 'open122_outbox_rows')).toBe(before);
    expect(now() - begun).toBeGreaterThan(900);
    expect(now() - begun).toBeLessThan(2_000);
  });
  jest.restoreAllMocks();
});
