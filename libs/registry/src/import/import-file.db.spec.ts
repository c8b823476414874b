import { request as httpRequest } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';

import { importIdOf } from '@open122/contracts';
import { PRINCIPAL_HEADER, signPrincipal } from '@open122/http';
import { asAdministrator, asOperator, TEST_PRINCIPAL_KEY } from '@open122/testkit';

import { ROWS_PER_CHUNK } from '../read/read-rows';
import { importStore } from './import.store';
import { contentDigest, demo, file, IMPORTS, revised, ToyService } from '../testing/toy-service';

let toys: ToyService;
beforeAll(async () => (toys = await ToyService.start()));
beforeEach(() => toys.clear());
afterAll(() => toys.close());

const [HEADER = '', FIRST = '', SECOND = '', THIRD = ''] = demo(20);
const counts = (row: object) => ({ inserted: 0, updated: 0, unchanged: 0, skipped: 0, rejected: 0, ...row });

describe('an upload', () => {
  it('keeps good rows, lists bad ones by line, column, code and sentence', async () => {
    const bad = SECOND.split(',').with(9, '2026-02-30').with(11, 'Z').join(',');
    const answer = await toys.upload(file(HEADER, FIRST, bad, '"', THIRD));
    expect(answer).toMatchObject({
      status: 200,
      body: counts({ rows: 4, inserted: 2, rejected: 2, finished: true }),
    });
    expect(await toys.records()).toHaveLength(2);
    const path = `${IMPORTS}/${String(answer.body.importId)}`;
    const shown = await toys.app.request('GET', path, { as: asOperator('licence') });
    expect(shown).toMatchObject({ status: 200, body: answer.body });
    const rejects = (language: string) =>
      toys.app.request(`GET`, `${path}/rejects`, {
        as: asAdministrator(),
        headers: { 'accept-language': language },
      });
    const english = await rejects('en');
    expect(english.headers.get('content-type')).toBe('text/csv; charset=utf-8');
    expect(english.headers.get('content-disposition')).toBe(
      `attachment; filename="licences-${String(answer.body.importId)}.rejects.csv"`,
    );
    expect(english.body).toEqual({
      text: file(
        'line,column,code,sentence',
        '3,status,status.unknown,An unknown or repeated status letter.',
        '3,validFrom,value.date,No such day (YYYY-MM-DD).',
        '4,,row.quotes,The quotes do not match.',
      ),
    });
    expect((await rejects('zh-CN')).body.text).toContain(
      '3,validFrom,value.date,不是有效日期（YYYY-MM-DD）\n',
    );
  });

  it('is told in the metrics by what became of its rows', async () => {
    const rows = async (): Promise<Record<string, number>> => {
      const { body } = await toys.app.request<{ text: string }>('GET', '/metrics');
      const lines = body.text.matchAll(
        /^open122_import_rows_total\{kind="licences",outcome="(\w+)"\} (\d+)$/gm,
      );
      return Object.fromEntries([...lines].map(([, outcome, count]) => [outcome, Number(count)]));
    };
    const before = await rows();
    await toys.upload(file(HEADER, FIRST, SECOND, '"'));
    await toys.upload(file(HEADER, FIRST, revised(SECOND, 9)));
    const grown = Object.entries(await rows()).map(([name, count]) => [name, count - (before[name] ?? 0)]);
    expect(Object.fromEntries(grown)).toEqual(counts({ inserted: 2, updated: 1, unchanged: 1, rejected: 1 }));
  });

  it('of the same file changes nothing and asks nobody', async () => {
    const text = file(HEADER, FIRST, SECOND, '"');
    const first = await toys.upload(text);
    const again = await toys.upload(text);
    expect(again.body).toEqual({ ...first.body, inserted: 0, unchanged: 2 });
    expect(toys.directory.asked).toHaveLength(1);
  });

  it('skips what is older than the record, and does not tell the directory of it', async () => {
    await toys.upload(file(HEADER, revised(FIRST, 5), revised(SECOND, 5)));
    const next = file(HEADER, revised(FIRST, 4), revised(SECOND, 5), revised(FIRST, 6), THIRD);
    expect((await toys.upload(next)).body).toMatchObject(
      counts({ rows: 4, inserted: 1, updated: 1, unchanged: 1, skipped: 1 }),
    );
    expect(toys.directory.asked[1]).toHaveLength(2);
    expect((await toys.records()).map(({ revision }) => revision).slice(-2)).toEqual([5, 6]);
  });

  it('tells the directory of the newest row last when a record comes twice', async () => {
    await toys.upload(file(HEADER, revised(FIRST, 7), SECOND, revised(FIRST, 3)));
    const number = FIRST.split(',')[2];
    expect(toys.directory.asked[0]?.filter((source) => source === `licence:${number}`)).toHaveLength(2);
    expect(await toys.records()).toContainEqual(expect.objectContaining({ key: number, revision: 7 }));
  });
});

it('an import can be asked for before its upload is answered, by the digest of its file', async () => {
  const text = file(...demo(ROWS_PER_CHUNK + 200));
  let seen: Record<string, unknown> = {};
  let chunk = 0;
  toys.directory.before = async () => {
    const id = importIdOf(contentDigest(text).slice('sha-256=:'.length, -1));
    const look = async () =>
      (seen = (await toys.app.request('GET', `${IMPORTS}/${id}`, { as: asAdministrator() })).body);
    // the first chunk is written while the second is interned
    if ((chunk += 1) === 2) while ((await look()).rows !== ROWS_PER_CHUNK) await pause(10);
  };
  const { body } = await toys.upload(text);
  expect(seen).toEqual({
    ...counts({ rows: ROWS_PER_CHUNK, inserted: ROWS_PER_CHUNK }),
    importId: body.importId,
    finished: false,
  });
});

it('an older row in the next chunk does not reach the directory, though the newer one is still being written', async () => {
  const lines = demo(ROWS_PER_CHUNK + 200);
  const text = file(
    HEADER,
    revised(FIRST, 7),
    ...lines.slice(2, ROWS_PER_CHUNK + 1),
    revised(FIRST, 3),
    revised(FIRST, 7),
    revised(FIRST, 8),
  );
  const { body } = await toys.upload(text);
  expect(body).toMatchObject(
    counts({
      ...{ rows: ROWS_PER_CHUNK + 3, inserted: ROWS_PER_CHUNK, updated: 1, unchanged: 1, skipped: 1 },
    }),
  );
  expect(toys.directory.asked.map(({ length }) => length)).toEqual([ROWS_PER_CHUNK, 1]);
});

describe('an upload that breaks off', () => {
  const lines = demo(3 * ROWS_PER_CHUNK + 300);
  const text = file(...lines);

  it('goes on behind its last committed line', async () => {
    toys.directory.awayAfter = 2;
    const away = await toys.upload(text);
    expect([away.status, away.body.code, away.headers.get('retry-after')]).toEqual([503, 'unavailable', '2']);
    expect(await toys.records()).toHaveLength(2 * ROWS_PER_CHUNK);
    toys.directory.awayAfter = Number.POSITIVE_INFINITY;
    const done = await toys.upload(text);
    expect(done.body).toMatchObject(counts({ rows: lines.length - 1, inserted: lines.length - 1 }));
    expect(toys.directory.asked.map(({ length }) => length)).toEqual([
      ...Array<number>(3).fill(ROWS_PER_CHUNK),
      lines.length - 1 - 3 * ROWS_PER_CHUNK,
    ]);
    expect((await toys.records()).every(({ merges }) => merges === 1)).toBe(true);
  });

  it('leaves nothing behind but its committed chunks when the client goes away', async () => {
    const broken = new Promise<void>((gone) => {
      const sent = httpRequest(`${toys.app.url}${IMPORTS}`, { method: 'POST', headers: headersOf(text) });
      sent.on('error', () => gone());
      sent.write(text.slice(0, text.length / 2));
      toys.directory.before = async () => {
        sent.destroy();
        await pause(50);
      };
    });
    await broken;
    toys.directory.before = () => Promise.resolve();
    let done = await toys.upload(text);
    // the broken one may still be at its last chunk
    while (done.status === 409) done = await toys.upload(text);
    expect(done.body).toMatchObject({ rows: lines.length - 1, inserted: lines.length - 1, finished: true });
    expect((await toys.records()).every(({ merges }) => merges === 1)).toBe(true);
  });

  it('has every row once when the same file comes four times at once', async () => {
    const answers = await Promise.all([
      toys.upload(text),
      toys.upload(text),
      toys.upload(text),
      toys.upload(text),
    ]);
    const codes = answers.map(({ status, body }) => (status === 200 ? 200 : body.code));
    expect(codes).toContain(200);
    expect(codes.filter((code) => code !== 200 && code !== 'import.in-progress')).toEqual([]);
    expect(await toys.records()).toHaveLength(lines.length - 1);
    expect((await toys.records()).every(({ merges }) => merges === 1)).toBe(true);
    const after = await toys.upload(text);
    expect(after.body).toMatchObject({ rows: lines.length - 1, inserted: 0, unchanged: lines.length - 1 });
  });

  it('begins once when many begin it at the same moment', async () => {
    for (let number = 0; number < 20; number += 1) {
      const begun = { kind: 'licences', sha256: contentDigest(`file ${number}`).slice(9, -1), actor: 'a' };
      const now = toys.app.clock.now();
      const all = await Promise.all(
        Array.from({ length: 8 }, () =>
          toys.app.database.transaction((tx) => importStore.begin(tx, begun, now)),
        ),
      );
      expect(new Set(all.map(({ importId }) => importId))).toEqual(new Set([importIdOf(begun.sha256)]));
    }
  });

  const headersOf = (body: string) => ({
    'content-type': 'text/csv',
    'content-digest': contentDigest(body),
    'content-length': String(Buffer.byteLength(body)),
    [PRINCIPAL_HEADER]: signPrincipal(asAdministrator(), {
      issuer: 'gateway',
      audience: 'licence',
      key: TEST_PRINCIPAL_KEY,
      wallNow: toys.app.clock.wall(),
    }),
  });
});
