import { administrator, citizen, type TestGateway, testGateway } from '../testing/gateway';

let gateway: TestGateway;
beforeAll(async () => {
  gateway = await testGateway();
});
afterAll(async () => gateway.close());

interface Letter {
  service: string;
  id: number;
  firstDiedAt: string;
}
interface Joined {
  items: Letter[];
  next: string | null;
  missing: string[];
}
/** What each service holds, newest first; null: it fails. */
let held: Record<string, Letter[] | null>;
let asked: { service: string; query: URLSearchParams }[];

const letter = (service: string, id: number, minute: number): Letter => ({
  ...{ service, id },
  firstDiedAt: `2026-01-05T09:${String(minute).padStart(2, '0')}:00.000+08:00`,
});
const cursor = (key: unknown[]) => Buffer.from(JSON.stringify(key)).toString('base64url');

beforeEach(() => {
  held = { identity: [], licence: [], vehicle: [], fulfilment: [], blacklist: [] };
  asked = [];
  gateway.far.answering = (request, response) => {
    const { pathname, searchParams } = new URL(request.url ?? '', 'http://x');
    const service = pathname.split('/').at(-1) ?? '';
    asked.push({ service, query: searchParams });
    const letters = held[service];
    if (letters === null || letters === undefined) return void response.writeHead(503).end('{}');
    const [before] = JSON.parse(
      Buffer.from(searchParams.get('cursor') ?? '', 'base64url').toString(),
    ) as number[];
    const limit = Number(searchParams.get('limit'));
    const rest = letters.filter(({ id }) => id < (before ?? 0));
    const items = rest.slice(0, limit);
    const next = rest.length > limit ? cursor([items.at(-1)?.id]) : null;
    response.end(JSON.stringify({ items, next }));
  };
});

const ask = async (query = '', claims: Record<string, unknown> = administrator) =>
  gateway.app.request<Joined & { code?: string }>('GET', `/v1/ops/dead-letters${query}`, {
    headers: { authorization: `Bearer ${await gateway.token(claims)}` },
  });
const names = ({ items }: Joined) => items.map(({ service, id }) => `${service} ${id}`);

describe('the list over all services', () => {
  it('joins them, the newest first, and pages through all without a gap or a repetition', async () => {
    held.licence = [letter('licence', 9, 50), letter('licence', 8, 30), letter('licence', 7, 10)];
    held.blacklist = [letter('blacklist', 3, 40), letter('blacklist', 2, 30), letter('blacklist', 1, 5)];
    const seen: string[] = [];
    const sizes: number[] = [];
    for (let next: string | null = ''; next !== null;) {
      const { status, body }: { status: number; body: Joined } = await ask(
        `?limit=2${next === '' ? '' : `&cursor=${next}`}`,
      );
      expect([status, body.missing]).toEqual([200, []]);
      seen.push(...names(body));
      sizes.push(body.items.length);
      next = body.next;
    }
    expect(seen.slice(0, 2)).toEqual(['licence 9', 'blacklist 3']);
    expect(seen.slice(4)).toEqual(['licence 7', 'blacklist 1']);
    expect(new Set(seen).size).toBe(6);
    expect(sizes).toEqual([2, 2, 2]);
  });

  it('names a service that fails, and asks it again for the next page', async () => {
    held.licence = [letter('licence', 9, 50), letter('licence', 8, 30)];
    held.vehicle = null;
    const first = (await ask('?limit=1')).body;
    expect([names(first), first.missing]).toEqual([['licence 9'], ['vehicle']]);
    held.vehicle = [letter('vehicle', 4, 45)];
    const second = (await ask(`?limit=2&cursor=${first.next}`)).body;
    expect([names(second), second.missing, second.next]).toEqual([['vehicle 4', 'licence 8'], [], null]);
  });

  it('passes on what is asked for, and asks one service when one is named', async () => {
    await ask('?service=vehicle&state=discarded&handler=vehicle.x&cause=null&limit=7');
    expect(asked.map(({ service }) => service)).toEqual(['vehicle']);
    expect(Object.fromEntries(asked[0]!.query)).toMatchObject({
      ...{ state: 'discarded', handler: 'vehicle.x', cause: 'null', limit: '7' },
    });
  });

  it('holds the gateway’s own letters too, and forwards nothing of them', async () => {
    await gateway.app.database.run(
      'spec.letter',
      `insert into dead_letter (handler, event_id, topic, partition, position, cause, detail, headers, died_at)
       values ('gateway', 'x', 'gateway.clock', 0, 7, 'null', 'no value', '{}', '2026-01-05T01:20:00Z')`,
    );
    held.licence = [letter('licence', 9, 50), letter('licence', 8, 10)];
    expect(names((await ask('')).body)).toEqual(['licence 9', 'gateway 1', 'licence 8']);
    expect(asked).toHaveLength(5);
    const { status, body } = await gateway.app.request('GET', '/v1/ops/dead-letters/gateway/1', {
      headers: { authorization: `Bearer ${await gateway.token(administrator)}` },
    });
    expect([status, body]).toMatchObject([200, { service: 'gateway', cause: 'null' }]);
    const replay = await gateway.app.request('POST', '/v1/ops/dead-letters/gateway/1/replay', {
      key: 'k1',
      headers: { authorization: `Bearer ${await gateway.token(administrator)}` },
    });
    expect([replay.status, replay.body.code]).toEqual([422, 'dead-letter.still-invalid']);
    await gateway.app.database.run('spec.none', 'delete from dead_letter');
  });

  it('is for administrators, and for operators of their own service', async () => {
    const operator = { kind: 'staff', role: 'operator', owner: 'licence', sub: 'op' };
    held.licence = [letter('licence', 9, 50)];
    expect(names((await ask('', operator)).body)).toEqual(['licence 9']);
    expect(asked.map(({ service }) => service)).toEqual(['licence']);
    const refused = [
      await ask('?service=vehicle', operator),
      await ask('', citizen),
      await ask('', { kind: 'staff', role: 'clerk', window: 'w', sub: 'c' }),
    ];
    for (const { status, body } of refused)
      expect([status, body.code]).toEqual([403, 'principal.not-allowed']);
  });

  it.each(['?cursor=x', '?service=x', '?state=x', '?limit=0'])('%s is refused', async (query) => {
    expect([400, 422]).toContain((await ask(query)).status);
    expect(asked).toEqual([]);
  });
});
