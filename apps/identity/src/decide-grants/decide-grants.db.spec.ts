import type { Principal, StaffPrincipal } from '@open122/http';
import { asAdministrator, clearOutbox, outboxOf } from '@open122/testkit';

import { IdentityApp } from '../testing/identity-app';
import { Organisations } from '../testing/organisations';

let identity: IdentityApp;
let organisations: Organisations;
beforeAll(async () => {
  identity = await IdentityApp.start();
  organisations = new Organisations(identity);
});
afterAll(() => identity.close());

const officers = new Map<string, StaffPrincipal>();
/** Proposals name their officer, so he must be somebody. */
async function officer(username: string): Promise<StaffPrincipal> {
  const known = officers.get(username);
  if (known !== undefined) return known;
  const { body } = await identity.post('/v1/ops/staff', asAdministrator(), {
    ...{ username, name: '审批员', role: 'grants-officer' },
  });
  const appointed: StaffPrincipal = { kind: 'staff', staff: body.staffId as string, role: 'grants-officer' };
  officers.set(username, appointed);
  return appointed;
}

const apply = (as: Principal, delegation = 'learners') =>
  identity.post('/v1/organisation/grants', as, { delegation, reason: '开展委托业务' });
const decide = async (grant: string, who: string, step: string, more: object = {}) =>
  identity.post(`/v1/ops/grants/${grant}/decisions`, await officer(who), {
    step,
    reason: '符合条件',
    ...more,
  });
const period = { validFrom: '2026-01-01', validUntil: '2026-12-31' };
const said = async () =>
  (await outboxOf(identity.app.database))
    .filter(({ type }) => type === 'GrantChanged')
    .map(({ data }) => data.standing);

async function granted(serial: number) {
  const { principal } = await organisations.signedIn(serial);
  const grant = (await apply(principal)).body.id as string;
  await decide(grant, 'first', 'propose', period);
  await decide(grant, 'second', 'confirm');
  return { principal, grant };
}

test('an organisation applies, one officer proposes, another confirms: then the platform hears of it', async () => {
  await clearOutbox(identity.app.database);
  const { principal, account } = await organisations.signedIn(1);
  const applied = await apply(principal);
  expect(applied).toMatchObject({ status: 201, body: { account, state: 'applied', delegation: 'learners' } });
  const grant = applied.body.id as string;
  const queue = await identity.get('/v1/ops/grants', await officer('first'));
  expect((queue.body.items as unknown as { id: string }[]).map(({ id }) => id)).toContain(grant);
  expect((await decide(grant, 'first', 'propose', period)).body).toMatchObject({
    state: 'proposed',
    ...period,
  });
  expect(await decide(grant, 'first', 'confirm')).toMatchObject({
    status: 403,
    body: { code: 'grant.same-officer' },
  });
  expect(await said()).toEqual([]);
  expect((await decide(grant, 'second', 'confirm')).body).toMatchObject({ state: 'granted' });
  expect(await said()).toEqual(['granted']);
  const mine = await identity.get('/v1/organisation/grants', principal);
  expect(mine.body.items).toMatchObject([{ id: grant, state: 'granted' }]);
});

test('one officer suspends at once; lifting it takes two again; a withdrawal is for good', async () => {
  await clearOutbox(identity.app.database);
  const { principal, grant } = await granted(2);
  expect((await decide(grant, 'first', 'suspend')).body.state).toBe('suspended');
  expect((await decide(grant, 'first', 'resume')).body.state).toBe('proposed');
  expect((await decide(grant, 'second', 'confirm')).body.state).toBe('granted');
  expect((await decide(grant, 'second', 'withdraw')).body.state).toBe('withdrawn');
  expect(await said()).toEqual(['granted', 'suspended', 'granted', 'withdrawn']);
  expect(await decide(grant, 'first', 'resume')).toMatchObject({
    status: 409,
    body: { code: 'grant.not-possible' },
  });
  expect((await apply(principal)).status).toBe(201);
});

test('what an organisation may do follows its grant', async () => {
  const { principal, grant } = await granted(3);
  const learners = async () => {
    const { body } = await identity.get('/v1/me/capabilities', principal);
    const items = body.items as unknown as { id: string; allowed: boolean; reasons: { code: string }[] }[];
    const found = items.find(({ id }) => id === 'learners');
    return found?.allowed === true ? 'allowed' : found?.reasons[0]?.code;
  };
  expect(await learners()).toBe('allowed');
  await decide(grant, 'first', 'suspend');
  expect(await learners()).toBe('grant.suspended');
  await decide(grant, 'first', 'withdraw');
  expect(await learners()).toBe('grant.missing');
});

test('a delegation is for one kind of organisation, and applied for once', async () => {
  const { principal } = await organisations.signedIn(4);
  expect(await apply(principal, 'temporary-plates')).toMatchObject({
    status: 422,
    body: { code: 'grant.other-kind' },
  });
  expect(await apply(principal, 'everything')).toMatchObject({
    status: 422,
    body: { code: 'request.invalid' },
  });
  const answers = await Promise.all(Array.from({ length: 10 }, () => apply(principal)));
  expect(answers.filter(({ status }) => status === 201)).toHaveLength(1);
  expect(answers.filter(({ body }) => body.code === 'grant.open')).toHaveLength(9);
});

test('a period must be one, an unknown grant is not found, a broken cursor refused', async () => {
  const { principal } = await organisations.signedIn(5);
  const grant = (await apply(principal)).body.id as string;
  const without = await decide(grant, 'first', 'propose');
  expect(without).toMatchObject({ status: 422, body: { code: 'grant.period' } });
  const over = await decide(grant, 'first', 'propose', { validFrom: '2025-01-01', validUntil: '2025-12-31' });
  expect(over).toMatchObject({ status: 422, body: { code: 'grant.period' } });
  for (const id of ['00000000-0000-4000-8000-000000000000', 'nonsense']) {
    expect(await decide(id, 'first', 'refuse')).toMatchObject({
      status: 404,
      body: { code: 'grant.not-found' },
    });
  }
  const cursor = Buffer.from('["x","y"]').toString('base64url');
  const broken = await identity.get(`/v1/ops/grants?cursor=${cursor}`, await officer('first'));
  expect(broken).toMatchObject({ status: 400, body: { code: 'request.invalid-cursor' } });
});

test('the queue has pages', async () => {
  const seen: string[] = [];
  for (let next: string | null = ''; next !== null;) {
    const query: string = next === '' ? '' : `&cursor=${next}`;
    const { body } = await identity.get(
      `/v1/ops/grants?limit=2&state=applied${query}`,
      await officer('first'),
    );
    seen.push(...(body.items as unknown as { id: string }[]).map(({ id }) => id));
    next = body.next as string | null;
  }
  expect(new Set(seen).size).toBe(seen.length);
  expect(seen.length).toBeGreaterThanOrEqual(3);
});
