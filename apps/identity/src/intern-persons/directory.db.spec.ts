import { randomUUID } from 'node:crypto';

import { PRINCIPAL_HEADER, signPrincipal } from '@open122/http';
import { aPersonRef, asAdministrator, asPerson, asService, TEST_PRINCIPAL_KEY } from '@open122/testkit';

import { aCitizen, IdentityApp } from '../testing/identity-app';

let identity: IdentityApp;
beforeAll(async () => {
  identity = await IdentityApp.start({ IDENTITY_LICENCE_KEY: TEST_PRINCIPAL_KEY });
});
afterAll(() => identity.close());

const licence = asService('licence', 'intern');
const intern = (entries: unknown[], as = licence) =>
  identity.post('/internal/directory/persons', as, { entries });
const resolve = (persons: string[], more: object = {}) =>
  identity.post('/internal/directory/resolve', licence, {
    persons,
    purpose: 'label',
    actor: 'staff:7',
    ...more,
  });
const entry = (serial: number, more: object = {}) => {
  const { document, name, mobile } = aCitizen(serial);
  return { source: `licence:${serial}`, document, name, mobile, ...more };
};
/** Which version of each row is there: a row that was not written keeps its xmin, one not even locked its xmax. */
const rowVersions = () =>
  identity.app.database.run(
    'test.versions',
    'select source, xmin::text, xmax::text from party_record order by source',
  );

it('references come back in the order of the entries', async () => {
  const { status, body } = await intern([entry(1), entry(2), entry(1, { source: 'vehicle:A' })]);
  const [one, two] = [1, 2].map((n) => identity.vault.personRef('resident-id', aCitizen(n).document.number));
  expect({ status, body }).toEqual({ status: 200, body: { refs: [one, two, one] } });
});

it('the same rows again write nothing, not even a lock', async () => {
  const before = await rowVersions();
  expect(before.length).toBeGreaterThan(2);
  await intern([entry(1), entry(2), entry(1, { source: 'vehicle:A' })]);
  expect(await rowVersions()).toEqual(before);
});

it('each source keeps its own name and mobile; the licence’s name goes before the vehicle’s', async () => {
  await intern([
    entry(3, { name: '旧名' }),
    entry(3, { source: 'vehicle:B', name: '车主', mobile: '13900000003' }),
  ]);
  await intern([entry(3, { name: '新名', mobile: null })]);
  const ref = identity.vault.personRef('resident-id', aCitizen(3).document.number);
  const { body } = await resolve([ref]);
  expect(body.persons).toEqual([
    { person: ref, name: '新名', document: aCitizen(3).document, mobile: '13900000003' },
  ]);
});

it('a record whose owner changes goes over to the new one', async () => {
  await intern([entry(4, { source: 'vehicle:C' })]);
  await intern([entry(5, { source: 'vehicle:C' })]);
  const refs = [4, 5].map((n) => identity.vault.personRef('resident-id', aCitizen(n).document.number));
  const { body } = await resolve(refs);
  expect((body.persons as unknown as { person: string }[]).map(({ person }) => person)).toEqual([refs[1]]);
});

it('an entry that is not valid refuses the call, naming it, and nothing is kept', async () => {
  const answer = await intern([entry(6), entry(7, { mobile: '12' })]);
  expect(answer).toMatchObject({ status: 422, body: { code: 'record.invalid' } });
  expect(answer.body.detail).toContain('2');
  const ref = identity.vault.personRef('resident-id', aCitizen(6).document.number);
  expect((await resolve([ref])).body).toEqual({ persons: [] });
});

it('at most 1,000 entries a call', async () => {
  const entries = Array.from({ length: 1001 }, (_, i) => entry(1, { source: `licence:x${i}` }));
  expect((await intern(entries)).status).toBe(422);
});

it('batches with the same persons at once agree', async () => {
  const batch = (prefix: string, order: number) => {
    const rows = Array.from({ length: 200 }, (_, i) => entry(200 + i, { source: `${prefix}:${i}` }));
    return intern(order > 0 ? rows : rows.reverse());
  };
  const answers = await Promise.all([
    batch('licence', 1),
    batch('vehicle', -1),
    batch('licence', -1),
    batch('vehicle', 1),
  ]);
  expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200]);
});

it('every read is in the audit with who, why and through whom', async () => {
  const ref = identity.vault.personRef('resident-id', aCitizen(1).document.number);
  await resolve([ref, ref, aPersonRef('unknown')], { purpose: 'decision', actor: 'staff:9' });
  const rows = await identity.app.database.run(
    'test.audit-of',
    `select actor, action, purpose, detail from audit where subject = $1 and purpose = 'decision'`,
    [ref],
  );
  expect(rows).toEqual([
    { actor: 'staff:9', action: 'person.resolve', purpose: 'decision', detail: { by: 'licence' } },
  ]);
});

it('nobody reads without purpose and actor', async () => {
  expect((await resolve([], { purpose: '' })).status).toBe(422);
  expect((await resolve([], { actor: undefined })).status).toBe(422);
});

it('a document shown at a counter has a reference whether or not it is known', async () => {
  const refer = (document: object) => identity.post('/internal/directory/refs', licence, { document });
  expect(await refer({ type: 'passport', number: 'e12345678' })).toMatchObject({
    status: 200,
    body: { person: identity.vault.personRef('passport', 'E12345678') },
  });
  expect(await refer({ type: 'resident-id', number: '1' })).toMatchObject({ status: 422 });
});

it('the directory serves the three services, by their own keys, and nobody else', async () => {
  for (const as of [asPerson(), asAdministrator(), asService('blacklist', 'x'), asService('gateway', 'x')]) {
    expect((await intern([], as as typeof licence)).status).toBe(403);
  }
  expect((await identity.post('/internal/directory/persons', undefined, { entries: [] })).status).toBe(401);
  const own = (issuer: 'licence' | 'vehicle', service: 'licence' | 'vehicle') =>
    signPrincipal(
      { kind: 'service', service, purpose: 'intern' },
      { issuer, audience: 'identity', key: TEST_PRINCIPAL_KEY, wallNow: identity.clock.wall() },
    );
  const by = (header: string) =>
    identity.post('/internal/directory/persons', undefined, { entries: [] }, { [PRINCIPAL_HEADER]: header });
  expect((await by(own('licence', 'licence'))).status).toBe(200);
  // vehicle has another key; licence does not speak for vehicle
  expect((await by(own('vehicle', 'vehicle'))).status).toBe(401);
  expect((await by(own('licence', 'vehicle'))).status).toBe(401);
});

it('an address is read by its reference, audited; keeping one is repeatable', async () => {
  const { principal } = await identity.signedIn(aCitizen(50));
  const address = {
    area: '130102',
    detail: '中山路 1 号 REFUSES-ALWAYS',
    recipient: '收件人',
    mobile: '13700000000',
  };
  const key = { 'idempotency-key': randomUUID() };
  const kept = await identity.post('/v1/me/addresses', principal, address, key);
  expect((await identity.post('/v1/me/addresses', principal, address, key)).body).toEqual(kept.body);
  const { addressRef } = kept.body as unknown as { addressRef: string };
  const read = (ref: string) =>
    identity.get(`/internal/directory/addresses/${ref}?purpose=label&actor=service:fulfilment`, licence);
  expect(await read(addressRef)).toMatchObject({
    status: 200,
    body: {
      addressRef,
      person: (principal as { person: string }).person,
      name: '收件人',
      mobile: '13700000000',
      area: '130102',
      line: '中山路 1 号 REFUSES-ALWAYS',
    },
  });
  expect((await read(randomUUID())).status).toBe(404);
  expect((await read('nonsense')).status).toBe(404);
  const list = await identity.get('/v1/me/addresses', principal);
  expect(list.body).toEqual({ items: [{ addressRef, ...address }], next: null });
});

it('twenty addresses a person, however many are sent at once', async () => {
  const { principal } = await identity.signedIn(aCitizen(51));
  const address = { area: '130102', detail: '某路', recipient: '某', mobile: '13700000000' };
  const answers = await Promise.all(
    Array.from({ length: 25 }, () => identity.post('/v1/me/addresses', principal, address)),
  );
  expect(answers.filter(({ status }) => status === 201)).toHaveLength(20);
  expect(answers.find(({ status }) => status !== 201)?.body.code).toBe('address.too-many');
});
