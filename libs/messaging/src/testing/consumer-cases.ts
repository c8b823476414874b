import { setTimeout as sleep } from 'node:timers/promises';

import type { TopicName } from '@open122/contracts';
import { Database } from '@open122/service';

import { newEventId } from '../envelope/envelope';
import { deliver, type Delivered, type TestMessage } from './deliver';

type Application = Parameters<typeof deliver>[0];

/** What the five cases of every consumer need to know of it. */
export interface ConsumerCases {
  app: () => Application;
  /** Its id, the same as in `@On`. */
  handler: string;
  topic: TopicName;
  /** A message that it handles with an effect, another one each time. */
  message: () => Promise<TestMessage> | TestMessage;
  /** What it has effected so far, as rows: its tables, its outbox. */
  effects: () => Promise<unknown>;
  outOfOrder: {
    /** Messages of one aggregate, the later ones first. */
    messages: () => Promise<TestMessage[]> | TestMessage[];
    /** Expects of the effects, after all of them, what the rules say. */
    expect: (delivered: readonly Delivered[]) => Promise<void> | void;
  };
}

/** Longer than a lock is waited for (libs/service), shorter than an idle transaction lives. */
const LOCKED = 1_800;
const HEALTHY = 'handled';

/** Declares the five cases that every consumer has (design §9); call it inside `describe`. */
export function consumerCases(cases: ConsumerCases): void {
  const { app, handler, topic, message, effects, outOfOrder } = cases;
  const outcomeOf = (delivered: readonly Delivered[], { headers }: TestMessage): string | undefined =>
    delivered.find((each) => each.handler === handler && each.eventId === headers.ce_id)?.outcome;

  it('handles an event, and remembers it', async () => {
    const [before, event] = [await effects(), await message()];
    expect(outcomeOf(await deliver(app(), topic, [event]), event)).toBe(HEALTHY);
    expect(await effects()).not.toEqual(before);
  });

  it('a repeated event has no second effect', async () => {
    const event = await message();
    await deliver(app(), topic, [event, event]);
    const once = await effects();
    await deliver(app(), topic, [event, event, event]);
    expect(await effects()).toEqual(once);
  });

  it('events out of order end as the rules say', async () => {
    const delivered: Delivered[] = [];
    for (const event of await outOfOrder.messages())
      delivered.push(...(await deliver(app(), topic, [event])));
    await outOfOrder.expect(delivered);
  });

  it('poison goes to the dead letters and hurts nobody else', async () => {
    const event = await message();
    const poison = await poisonOf(message);
    const buried = await burials(app());
    const delivered = await deliver(app(), topic, [...poison.map(([, each]) => each), event]);
    expect(outcomeOf(delivered, event)).toBe(HEALTHY);
    expect((await burials(app())).slice(buried.length)).toEqual(poison.map(([cause]) => cause));
  });

  it('waits while the database lets nothing through, then handles once', async () => {
    const [before, event] = [await effects(), await message()];
    const database = app().get<Database>(Database, { strict: false });
    let delivery: Promise<Delivered[]> | undefined;
    await database.transaction(async (tx) => {
      await tx.run('testing.lock', 'lock table inbox in access exclusive mode');
      delivery = deliver(app(), topic, [event]);
      await sleep(LOCKED);
    });
    expect(outcomeOf((await delivery) ?? [], event)).toBe(HEALTHY);
    const once = await effects();
    expect(once).not.toEqual(before);
    await deliver(app(), topic, [event]);
    expect(await effects()).toEqual(once);
  });
}

/** One of each kind of message that nobody can handle, with the cause under which it is buried. */
async function poisonOf(message: ConsumerCases['message']): Promise<[cause: string, TestMessage][]> {
  const fresh = async (change: (event: TestMessage) => Partial<TestMessage>): Promise<TestMessage> => {
    const event = await message();
    return { ...event, headers: { ...event.headers, ce_id: newEventId() }, ...change(event) };
  };
  return [
    ['bad-json', await fresh(() => ({ value: Buffer.from('{"half') }))],
    ['bad-schema', await fresh(() => ({ value: Buffer.from('{}') }))],
    ['bad-schema', await fresh(({ value }) => ({ value: widened(value) }))],
    ['unknown-type', await fresh(({ headers }) => ({ headers: { ...headers, ce_type: 'NeverHeardOf' } }))],
    ['bad-envelope', await fresh(() => ({ headers: {} }))],
    ['null', await fresh(() => ({ value: null }))],
  ];
}
/** A field that the schema does not know, of a megabyte. */
const widened = (value: Buffer | null): Buffer =>
  Buffer.from(JSON.stringify({ ...(JSON.parse(String(value)) as object), padding: 'x'.repeat(1_000_000) }));

async function burials(app: Application): Promise<string[]> {
  const database = app.get<Database>(Database, { strict: false });
  const rows = await database.run<{ cause: string }>(
    'testing.dead',
    'select cause from dead_letter order by id',
  );
  return rows.map(({ cause }) => cause);
}
