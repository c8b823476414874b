import { type Day, type Delegation, GrantChanged, type GrantStanding, type OrgRef } from '@open122/contracts';
import type { Principal } from '@open122/http';
import { aPersonRef, asAgent, asPerson, hear, messageOf } from '@open122/testkit';

import { LicenceService } from '../a-licence-service';

let licence: LicenceService;
beforeAll(async () => (licence = await LicenceService.start()));
afterAll(() => licence.close());

let grants = 0;
const school = (name: string) => asAgent(name);
/** What identity says of an organisation's grant. */
const says = (
  name: string,
  more: {
    standing?: GrantStanding;
    delegation?: Delegation;
    version?: number;
    validFrom?: string;
    validUntil?: string | null;
    grantId?: string;
  } = {},
) => {
  const { account, organisation } = school(name);
  const { grantId = `00000000-0000-4000-8000-${String((grants += 1)).padStart(12, '0')}`, version = 1 } =
    more;
  const { standing = 'granted', delegation = 'learners', validFrom = '2026-01-01', validUntil = null } = more;
  const data = { grantId, account, organisation: organisation as OrgRef, delegation, standing };
  const period = { validFrom: validFrom as Day, validUntil: validUntil as Day | null };
  return messageOf({ event: GrantChanged, data: { ...data, ...period }, version });
};
const hears = (...messages: ReturnType<typeof says>[]) => hear(licence.app, 'identity.grant', messages);

const LEARNER = {
  document: { type: 'passport', number: 'E20000001' },
  name: '李学',
  mobile: '13800000002',
  licenceClass: 'C1',
};
const enter = (as: Principal, more: object = {}) =>
  licence.app.request('POST', '/v1/organisation/learners', {
    ...{ as, body: { ...LEARNER, ...more }, key: `enter-${Math.random()}` },
  });
const list = (as: Principal, query = '') =>
  licence.app.request('GET', `/v1/organisation/learners${query}`, { as });

test('a school with the grant enters a learner; entering him again corrects his particulars', async () => {
  await hears(says('one'));
  const first = await enter(school('one'));
  expect(first).toMatchObject({ status: 201, body: { name: '李学', licenceClass: 'C1' } });
  const again = await enter(school('one'), { mobile: '13800000003' });
  expect([again.status, again.body.learnerId]).toEqual([200, first.body.learnerId]);
  expect((await enter(school('one'), { licenceClass: 'D' })).status).toBe(201);
});

test('without the grant, suspended, withdrawn, not yet or over: refused with the reason, to read too', async () => {
  const grantId = '00000000-0000-4000-8000-00000000aaaa';
  const refused = async () => (await enter(school('two'))).body.code;
  expect(await refused()).toBe('grant.missing');
  await hears(says('two', { grantId }));
  expect((await enter(school('two'))).status).toBe(201);
  await hears(says('two', { grantId, standing: 'suspended', version: 2 }));
  expect(await refused()).toBe('grant.suspended');
  expect((await list(school('two'))).body.code).toBe('grant.suspended');
  await hears(says('two', { grantId, standing: 'withdrawn', version: 3 }));
  expect(await refused()).toBe('grant.missing');
  await hears(says('two', { validFrom: '2026-02-01' }));
  expect(await refused()).toBe('grant.over');
  await hears(says('three', { validFrom: '2025-01-01', validUntil: '2026-01-04' }));
  expect((await enter(school('three'))).body.code).toBe('grant.over');
  await hears(says('four', { delegation: 'temporary-plates' }));
  expect((await enter(school('four'))).body.code).toBe('grant.missing');
});

test('individuals and agents without a mandate are refused', async () => {
  await hears(says('five'));
  expect((await enter(asPerson())).body.code).toBe('principal.not-allowed');
  const over = asAgent('five', { mandateUntil: '2026-01-04' as Day });
  expect((await enter(over)).body.code).toBe('principal.mandate-over');
});

test('a school sees its own learners, in pages', async () => {
  await hears(says('six'), says('seven'));
  for (const number of ['E30000001', 'E30000002', 'E30000003'])
    await enter(school('six'), { document: { type: 'passport', number } });
  await enter(school('seven'));
  const first = await list(school('six'), '?limit=2');
  const second = await list(school('six'), `?limit=2&cursor=${String(first.body.next)}`);
  expect([(first.body.items as []).length, (second.body.items as []).length, second.body.next]).toEqual([
    2,
    1,
    null,
  ]);
  expect((await list(school('six'), '?cursor=WzEsMl0')).body.code).toBe('request.invalid-cursor');
});

test.each<[string, object, string]>([
  [
    'a document whose number is wrong',
    { document: { type: 'resident-id', number: '130102199002290039' } },
    'document.invalid',
  ],
  ['a mobile that is none', { mobile: '12345' }, 'request.invalid'],
  ['a class that does not exist', { licenceClass: 'Z9' }, 'request.invalid'],
])('%s is refused', async (_, more, code) => {
  await hears(says('eight'));
  expect(await enter(school('eight'), more)).toMatchObject({ status: 422, body: { code } });
});

describe('the copy of the grants', () => {
  const standing = async (name: string) => {
    const { code } = (await enter(school(name))).body;
    return code ?? 'granted';
  };

  test('duplicate and out of order: an older word never overwrites a newer one', async () => {
    const grantId = '00000000-0000-4000-8000-00000000bbbb';
    const granted = says('nine', { grantId, version: 2 });
    await hears(granted, granted);
    await hears(says('nine', { grantId, standing: 'suspended', version: 1 }));
    expect(await standing('nine')).toBe('granted');
    await hears(says('nine', { grantId, standing: 'suspended', version: 3 }), granted);
    expect(await standing('nine')).toBe('grant.suspended');
  });

  test('poison is buried, the words beside it are copied', async () => {
    const broken = { ...says('ten'), value: Buffer.from('[]') };
    await hears(broken, says('eleven'));
    expect([await standing('ten'), await standing('eleven')]).toEqual(['grant.missing', 'granted']);
  });

  test('transient failure: while the row is held the word waits and is not lost', async () => {
    const grantId = '00000000-0000-4000-8000-00000000cccc';
    await hears(says('twelve', { grantId }));
    let release: () => void = () => undefined;
    const held = licence.app.database.transaction(async (tx) => {
      await tx.run('spec.hold', 'select 1 from grant_copy where grant_id = $1 for update', [grantId]);
      await new Promise<void>((released) => (release = released));
    });
    const heard = hears(says('twelve', { grantId, standing: 'suspended', version: 2 }));
    await new Promise((passed) => setTimeout(passed, 2_000));
    release();
    await held;
    expect(await heard).toBe(true);
    expect(await standing('twelve')).toBe('grant.suspended');
  });
});

test('what a person exports of his data has the schools that entered him', async () => {
  await hears(says('thirteen'));
  await enter(school('thirteen'), { document: { type: 'passport', number: 'E40000001' } });
  const records = await licence.app.request('GET', `/internal/persons/${aPersonRef('E40000001')}/export`, {
    as: { kind: 'service', service: 'gateway', purpose: 'export' } as Principal,
  });
  expect(JSON.stringify(records.body)).toContain(school('thirteen').account);
});
