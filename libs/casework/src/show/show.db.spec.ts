import { PRINCIPAL_HEADER, signPrincipal } from '@open122/http';
import { asPerson, TEST_PRINCIPAL_KEY } from '@open122/testkit';

import { OPERATOR, ToyService } from '../toy-owner';

let toy: ToyService;
beforeAll(async () => (toy = await ToyService.start()));
afterAll(() => toy.app.close());

const holder = asPerson('holder');
const get = (path: string, as = holder, language = 'en') =>
  toy.app.request('GET', path, { as, headers: { 'accept-language': language } });

test('mine, the newest first, by pages', async () => {
  const made = [];
  for (let i = 0; i < 3; i += 1) {
    made.unshift(await toy.anApplication());
    toy.app.clock.advance(1_000);
  }
  const first = await get('/v1/services/T1/applications?limit=2');
  const rest = await get(`/v1/services/T1/applications?cursor=${first.body.next as string}`);
  const items = [first, rest].flatMap(({ body }) => body.items as unknown as { serial: string }[]);
  expect(items.map(({ serial }) => serial)).toEqual(made);
  expect(rest.body.next).toBeNull();
  expect((await get('/v1/services/T1/applications', asPerson('stranger'))).body.items).toEqual([]);
});

test('one of mine, its state in words of both languages', async () => {
  const serial = await toy.anApplication();
  expect((await get(`/v1/applications/${serial}`)).body).toMatchObject({ serial, stateText: 'Submitted' });
  expect((await get(`/v1/applications/${serial}`, holder, 'zh-CN')).body.stateText).toBe('已提交');
});

test("another's application and its timeline are as if they were not there", async () => {
  const serial = await toy.anApplication();
  for (const path of [`/v1/applications/${serial}`, `/v1/applications/${serial}/timeline`]) {
    const answer = await get(path, asPerson('stranger'));
    expect([answer.status, answer.body.code]).toEqual([404, 'application.not-found']);
  }
  const unknown = await get('/v1/applications/HEL202601059999999');
  expect([unknown.status, unknown.body.code]).toEqual([404, 'application.not-found']);
});

test('the timeline tells time, role and text', async () => {
  const serial = await toy.anApplication();
  toy.app.clock.advance(600_000);
  await toy.post(`/v1/ops/applications/${serial}/acceptance`, OPERATOR);
  const { body } = await get(`/v1/applications/${serial}/timeline`);
  expect(body.items).toMatchObject([
    { event: 'submitted', state: 'SUBMITTED', actor: 'applicant' },
    {
      event: 'accepted',
      state: 'ACCEPTED',
      actor: 'operator',
      stateText: 'Approved, document not yet produced',
    },
  ]);
});

describe('as server-sent events', () => {
  const open = async (serial: string, headers: Record<string, string> = {}) => {
    const end = new AbortController();
    const url = `${toy.app.url}/v1/applications/${serial}/timeline`;
    const signing = { issuer: 'gateway', audience: 'licence', key: TEST_PRINCIPAL_KEY } as const;
    const principal = signPrincipal(holder, { ...signing, wallNow: toy.app.clock.wall() });
    const answer = await fetch(url, {
      signal: end.signal,
      headers: {
        [PRINCIPAL_HEADER]: principal,
        accept: 'text/event-stream',
        'accept-language': 'en',
        ...headers,
      },
    });
    return { answer, end };
  };

  /** Reads until a text has come. */
  async function until(answer: Response, text: string): Promise<string> {
    const reader = answer.body!.getReader();
    let read = '';
    while (!read.includes(text)) {
      const { value, done } = await reader.read();
      if (done) throw new Error(`ended before ${text}: ${read}`);
      read += Buffer.from(value).toString('utf8');
    }
    reader.releaseLock();
    return read;
  }

  test('what was comes at once, what comes follows, and a client that comes back misses nothing', async () => {
    const serial = await toy.anApplication();
    const { answer, end } = await open(serial);
    expect(answer.headers.get('content-type')).toContain('text/event-stream');
    const first = await until(answer, 'The application was submitted.');
    await toy.post(`/v1/applications/${serial}/undo`, holder);
    expect(await until(answer, 'event: undone')).not.toContain('event: submitted');
    end.abort();

    const id = /id: (\d+)/.exec(first)?.[1] ?? '';
    const again = await open(serial, { 'last-event-id': id });
    const missed = await until(again.answer, 'event: undone');
    expect(missed).not.toContain('event: submitted');
    again.end.abort();
  });

  test('a refusal is a problem, not a stream', async () => {
    const { answer } = await open('HEL202601059999999');
    expect(answer.status).toBe(404);
    expect(answer.headers.get('content-type')).toContain('application/problem+json');
  });
});
