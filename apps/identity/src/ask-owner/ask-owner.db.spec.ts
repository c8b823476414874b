import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';

import { addMinutes, instant, type PersonRef, VehicleUseAsked } from '@open122/contracts';
import type { PersonPrincipal } from '@open122/http';
import { asService, hear, type HeardBytes, messageOf } from '@open122/testkit';

import { aCitizen, IdentityApp } from '../testing/identity-app';

let identity: IdentityApp;
let asker: PersonPrincipal;
let owner: PersonRef;
const OWNERS_MOBILE = '13900000001';

beforeAll(async () => {
  identity = await IdentityApp.start();
  asker = (await identity.signedIn(aCitizen(1))).principal as PersonPrincipal;
  owner = await onFile('vehicle:LSVAA00000000000A', aCitizen(2).document, OWNERS_MOBILE);
});
afterAll(() => identity.close());

/** As the registry's file has it. */
async function onFile(source: string, document: object, mobile: string | null): Promise<PersonRef> {
  const entries = [{ source, document, name: '车主', mobile }];
  const { body } = await identity.post('/internal/directory/persons', asService('vehicle', 'intern'), {
    entries,
  });
  return (body.refs as unknown as PersonRef[])[0]!;
}
const asked = (useId: string, more: object = {}) =>
  messageOf({
    event: VehicleUseAsked,
    data: {
      ...{ useId, vehicleId: randomUUID(), plate: '冀A12345', owner, person: asker.person },
      ...{ at: instant('2026-01-05T01:00:00Z'), ...more },
    },
  });
const hears = (...messages: HeardBytes[]) => hear(identity.app, 'vehicle.use', messages);
const stepUp = (useId: string, as: PersonPrincipal = asker) =>
  identity.post('/v1/step-ups', as, { purpose: `use-vehicle:${useId}`, bodyDigest: 'd'.repeat(43) });

test('handled: the code goes to the owner, who reads what it is for; the asker learns nothing of his mobile', async () => {
  const useId = randomUUID();
  await hears(asked(useId));
  const { status, body } = await stepUp(useId);
  expect([status, body.sentTo]).toEqual([201, '***********']);
  const [text = ''] = await identity.newSms(OWNERS_MOBILE);
  expect(text).toMatch(/有人申请绑定您的机动车冀A12345/);
  const code = /(?<!\d)\d{6}(?!\d)/.exec(text)?.[0] ?? '';
  const confirmed = await identity.post(`/v1/step-ups/${String(body.stepUpId)}/confirmation`, asker, {
    code,
  });
  expect(confirmed.status).toBe(200);
});

test('nobody but the asker has it sent; an owner without a mobile is said to have none', async () => {
  const [useId, without] = [randomUUID(), randomUUID()];
  const silent = await onFile('vehicle:LSVAA00000000000B', aCitizen(3).document, null);
  await hears(asked(useId), asked(without, { owner: silent }));
  const stranger = (await identity.signedIn(aCitizen(4))).principal as PersonPrincipal;
  expect(await stepUp(useId, stranger)).toMatchObject({ status: 404, body: { code: 'consent.not-found' } });
  expect(await stepUp(randomUUID())).toMatchObject({ status: 404, body: { code: 'consent.not-found' } });
  const refused = await stepUp(without);
  expect(refused).toMatchObject({ status: 409, body: { code: 'consent.no-mobile' } });
  expect((refused.body.reasons as unknown as { cures: string[] }[])[0]?.cures).toHaveLength(26);
  expect(await stepUp('nonsense')).toMatchObject({ status: 422, body: { code: 'step-up.unknown-purpose' } });
});

test('an owner gets one code a minute, whatever uses are asked for', async () => {
  identity.clock.advance(61_000);
  const [one, two] = [randomUUID(), randomUUID()];
  await hears(asked(one), asked(two));
  expect((await stepUp(one)).status).toBe(201);
  expect(await stepUp(two)).toMatchObject({ status: 429, body: { code: 'sms-code.too-soon' } });
});

test('what a dealer wrote down of an owner is no mobile to consent by', async () => {
  const buyer = await onFile('new-vehicle:LSVAA00000000000C', aCitizen(5).document, '13900000003');
  const useId = randomUUID();
  await hears(asked(useId, { owner: buyer }));
  expect((await stepUp(useId)).body.code).toBe('consent.no-mobile');
});

test('that his number was read the owner can see; after half an hour he is not asked any more', async () => {
  identity.clock.advance(61_000);
  const useId = randomUUID();
  const at = identity.clock.now();
  await hears(asked(useId, { at }));
  expect((await stepUp(useId)).status).toBe(201);
  const read = await identity.app.database.run(
    'spec.audit',
    `select actor, purpose from audit where subject = $1 and detail ->> 'use' = $2`,
    [owner, useId],
  );
  expect(read).toEqual([{ actor: `person:${asker.account}`, purpose: `consent to the use ${useId}` }]);
  identity.clock.advanceTo(addMinutes(at, 30));
  expect((await stepUp(useId)).body.code).toBe('consent.not-found');
});

const kept = (useId: string) =>
  identity.app.database.run('spec.kept', 'select person from consent_request where use_id = $1', [useId]);

test('duplicate and out of order: a request is kept once, as it was asked', async () => {
  const useId = randomUUID();
  const message = asked(useId);
  await hears(message, message);
  await hears(asked(useId, { person: owner }));
  expect(await kept(useId)).toEqual([{ person: asker.person }]);
});

test('poison goes to the dead letters, its neighbour is kept', async () => {
  const [bad, good] = [randomUUID(), randomUUID()];
  await hears({ ...asked(bad), value: Buffer.from('{') }, asked(good));
  expect([await kept(bad), await kept(good)]).toEqual([[], [{ person: asker.person }]]);
});

test('transient failure: while the database does not let us, the request waits', async () => {
  const useId = randomUUID();
  let heard: Promise<boolean> | undefined;
  await identity.app.database.transaction(async (tx) => {
    await tx.run('spec.lock', 'lock table consent_request in access exclusive mode');
    heard = hears(asked(useId));
    await sleep(1_800);
  });
  expect(await heard).toBe(true);
  expect(await kept(useId)).toHaveLength(1);
});
