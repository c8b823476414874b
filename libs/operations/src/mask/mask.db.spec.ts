import { type HeardBytes } from '@open122/testkit';

import { broken, ToyService } from '../testing/toy-service';

let toys: ToyService;
beforeAll(async () => (toys = await ToyService.start()));
afterAll(() => toys.close());

/** Somebody's data of each kind, as it might stand in a message that went wrong. */
const PLANTED = [
  ...['130102199003078515', '13010219900307851x', '130102900307851', '13912345678', '+86 139-1234-5678'],
  ...['冀A12345', '冀A·D12345', '张三', '欧阳·娜娜', 'Zhang San', '石家庄市长安区1号', 'secret-token-value'],
];
const FRAGMENTS = [
  '1301021990',
  '13010290',
  '1391234',
  '1234-5678',
  'A12345',
  'D12345',
  '张',
  '欧阳',
  'Zhang',
];

const json = (value: unknown) => Buffer.from(JSON.stringify(value));
const planted = (message: HeardBytes, value: string): HeardBytes[] => {
  const data = JSON.parse(String(message.value)) as Record<string, unknown>;
  const text = (more: object): HeardBytes => ({ ...message, value: json({ ...data, ...more }) });
  const head = (name: string): HeardBytes => ({ ...message, headers: { ...message.headers, [name]: value } });
  return [
    text({ person: value }),
    text({ serial: value }),
    text({ name: value, list: [value, { deep: [value] }] }),
    text({ [value]: value }),
    text({ at: { [value]: Number(value) || value } }),
    { ...message, value: json(value) },
    { ...message, value: json([[value]]) },
    { ...message, value: Buffer.from(`${value}, no JSON`) },
    { ...message, key: Buffer.from(value) },
    { ...message, key: Buffer.from(value), value: null },
    head('ce_type'),
    head('ce_id'),
    head('ce_time'),
    head('traceparent'),
    head('aggregateversion'),
  ];
};

it('nothing of a person leaves by the list, by one letter or by a refused replay', async () => {
  for (const value of PLANTED) await toys.hears(...planted(toys.opened(), value));
  let answers = '';
  let seen = 0;
  for (let query = '?limit=100'; ;) {
    const { items, next } = await toys.list(query);
    answers += JSON.stringify(items);
    seen += items.length;
    for (const { id } of items.slice(0, 8)) {
      answers += JSON.stringify((await toys.get(`/${String(id)}`)).body);
      answers += JSON.stringify((await toys.post(`/${String(id)}/replay`)).body);
    }
    if (next === null) break;
    query = `?limit=100&cursor=${next}`;
  }
  expect(seen).toBeGreaterThan(100);
  for (const value of [...PLANTED, ...FRAGMENTS]) expect(answers).not.toContain(value);
  expect(answers).toContain('"***"');
});

it('nothing of a person leaves in what a handler said when it failed', async () => {
  for (const value of PLANTED) {
    const [{ id, key } = { id: 0, key: '' }] = await toys.buries();
    broken.set(key, new Error(`cannot find "${value}"`));
    expect(JSON.stringify((await toys.post(`/${id}/replay`)).body)).not.toContain(value);
    const shown = JSON.stringify((await toys.get(`/${id}`)).body);
    expect(shown).toContain('cannot find');
    expect(shown).not.toContain(value);
  }
  broken.clear();
});

it('of a large payload only its structure’s beginning is shown, of a huge one its size', async () => {
  const data = JSON.parse(String(toys.opened().value)) as object;
  const wide = Array.from({ length: 5_000 }, (_, at) => ({ at }));
  const shown = async (value: Buffer) => {
    await toys.hears({ ...toys.opened(), value });
    const [{ id } = { id: 0 }] = (await toys.list('?limit=1')).items as { id: number }[];
    return (await toys.get(`/${id}`)).body.payload as {
      json: Record<string, unknown>;
      omitted: string | null;
    };
  };
  const cut = await shown(json({ ...data, wide }));
  expect(JSON.stringify(cut).length).toBeLessThan(2_000);
  expect(cut.json.wide).toContain('… 4980');
  expect(await shown(json({ ...data, padding: 'x'.repeat(300_000) }))).toMatchObject({
    json: null,
    omitted: 'too-large',
  });
  const deep = `${'['.repeat(50_000)}${']'.repeat(50_000)}`;
  expect(JSON.stringify(await shown(Buffer.from(deep))).length).toBeLessThan(2_000);
});
