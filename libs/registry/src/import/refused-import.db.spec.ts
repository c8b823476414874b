import { Database } from '@open122/service';
import { asAdministrator, asClerk, asOperator, asPerson } from '@open122/testkit';

import { contentDigest, demo, file, IMPORTS, ToyService } from '../testing/toy-service';

let toys: ToyService;
beforeAll(async () => (toys = await ToyService.start()));
beforeEach(() => toys.clear());
afterAll(() => toys.close());

const [HEADER = '', FIRST = '', SECOND = '', THIRD = ''] = demo(20);
const counts = (row: object) => ({ inserted: 0, updated: 0, unchanged: 0, skipped: 0, rejected: 0, ...row });

describe('what is no registry file is refused, and nothing changes', () => {
  const wrong = file('revision,deleted,colour', FIRST);

  it.each([
    ['a file without header', file(FIRST), 'registry.header', 422],
    ['a file of other columns', wrong, 'registry.header', 422],
    ['a big file of other columns', wrong + 'x'.repeat(20_000_000), 'registry.header', 422],
    ['an empty file', '', 'registry.empty', 422],
  ])('%s', async (_, text, code, status) => {
    for (const language of ['zh-CN', 'en']) {
      const answer = await toys.upload(text, { headers: { 'accept-language': language } });
      expect([answer.status, answer.body.code]).toEqual([status, code]);
      expect(answer.headers.get('content-language')).toBe(language);
      expect(String(answer.body.detail)).toMatch(language === 'en' ? /^[A-Z]/ : /[\u4e00-\u9fff]/);
      expect(String(answer.body.detail)).not.toContain(FIRST.split(',')[4]);
    }
    expect(await toys.records()).toEqual([]);
  });

  it('a file that is not the one its digest names; the right one is then read from its first line', async () => {
    const right = file(HEADER, FIRST, SECOND, THIRD);
    const answer = await toys.upload(file(HEADER, '"', FIRST), {
      headers: { 'content-digest': contentDigest(right) },
    });
    expect([answer.status, answer.body.code]).toEqual([422, 'import.digest-mismatch']);
    expect((await toys.upload(right)).body).toMatchObject(counts({ rows: 3, inserted: 2, unchanged: 1 }));
    const other = await toys.upload(file(HEADER, '"'), {
      headers: { 'content-digest': contentDigest(right) },
    });
    expect(other.body.code).toBe('import.digest-mismatch');
    expect((await toys.upload(right)).body).toMatchObject(counts({ rows: 3, unchanged: 3 }));
  });

  it.each([
    ['no digest', { 'content-digest': '' }, 400, 'import.digest-missing'],
    ['another digest', { 'content-digest': 'md5=:AAAAAAAAAAAAAAAAAAAAAA==:' }, 400, 'import.digest-missing'],
    ['no CSV', { 'content-type': 'application/octet-stream' }, 415, 'request.unsupported-media-type'],
  ])('%s', async (_, headers, status, code) => {
    const answer = await toys.upload(file(HEADER, FIRST), { headers });
    expect([answer.status, answer.body.code]).toEqual([status, code]);
  });

  it('JSON', async () => {
    const answer = await toys.upload('{}', { headers: { 'content-type': 'application/json' } });
    expect([answer.status, answer.body.code]).toEqual([415, 'request.unsupported-media-type']);
  });

  it('CSV where no file is taken', async () => {
    const answer = await toys.app.request('POST', '/v1/toys', {
      body: 'a',
      headers: { 'content-type': 'text/csv' },
    });
    expect([answer.status, answer.body.code]).toEqual([415, 'request.unsupported-media-type']);
  });

  it.each(['7d0f3f0e-0000-4000-8000-000000000000', 'x', '1'])('no import %s', async (id) => {
    for (const path of [`${IMPORTS}/${id}`, `${IMPORTS}/${id}/rejects`]) {
      const answer = await toys.app.request('GET', path, { as: asAdministrator() });
      expect([answer.status, answer.body.code]).toEqual([404, 'import.not-found']);
    }
  });
});

it('administrators and the operators of this service may, nobody else', async () => {
  const text = file(HEADER, FIRST);
  const whos = [undefined, asPerson(), asClerk('qiaoxi'), asOperator('vehicle')] as const;
  for (const as of whos) {
    const expected = as === undefined ? 401 : 403;
    const who = as === undefined ? {} : { as };
    const body = {
      body: text,
      headers: { 'content-type': 'text/csv', 'content-digest': contentDigest(text) },
    };
    expect((await toys.app.request('POST', IMPORTS, { ...who, ...body })).status).toBe(expected);
    expect((await toys.app.request('GET', `${IMPORTS}/x`, who)).status).toBe(expected);
    expect((await toys.app.request('GET', `${IMPORTS}/x/rejects`, who)).status).toBe(expected);
  }
  expect((await toys.upload(text, { as: asOperator('licence') })).status).toBe(200);
});

it('who imported what is on record', async () => {
  await toys.upload(file(HEADER, FIRST));
  const rows = await toys.app
    .get(Database)
    .run('toy.audit', 'select actor, action from audit order by at desc limit 1');
  expect(rows).toEqual([{ actor: 'staff:administrator', action: 'registry.import' }]);
});
