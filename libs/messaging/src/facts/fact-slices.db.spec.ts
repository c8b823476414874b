import { Module } from '@nestjs/common';
import { type Instant, type PersonRef, type SerialNumber, StandingChanged } from '@open122/contracts';
import { Database, defineService, type RunningService, serviceTables, startService } from '@open122/service';
import { aFakeClock, type TestDatabase, testMigrations, testSettings } from '@open122/testkit';

import { messagingSettings } from '../messaging.config';
import { MessagingModule } from '../messaging.module';
import { messagingTables } from '../tables';
import { aMessage, deliver } from '../testing/deliver';
import { factCopy } from './fact-copy';

const table = `create table standing (person text primary key, listed_until timestamptz(3), causes text[] not null,
  version bigint not null check (version <> 666))`;
const standings = factCopy({
  name: 'standing',
  event: StandingChanged,
  table: 'standing',
  key: 'person',
  columns: {
    person: ({ person }) => person,
    listed_until: ({ listing }) => listing?.until ?? null,
    causes: ({ listing }) => listing?.causes.map(({ cause }) => cause) ?? [],
  },
});

@Module({ imports: [MessagingModule.forRoot({ facts: [standings] })] })
class ToyModule {}

let db: TestDatabase;
let service: RunningService;
beforeAll(async () => {
  db = await testMigrations([serviceTables, messagingTables, table]);
  service = await startService(
    defineService({ name: 'licence', module: ToyModule, settings: messagingSettings }),
    testSettings('licence', db.url),
    { clock: aFakeClock(), transport: false },
  );
  await service.app.get(Database).connect();
});
afterAll(async () => {
  await service.close();
  await db.close();
});

const rows = <R>(sql: string, params: unknown[] = []) =>
  db.database.run<R>(`spec.${sql}`.slice(0, 60), sql, params);

describe('a copy of facts', () => {
  const person = (letter: string) => letter.repeat(43) as PersonRef;
  const until = '2026-07-05T01:00:00.000Z' as Instant;
  const standing = (who: PersonRef, version: number, listed = true) =>
    aMessage(
      StandingChanged,
      {
        person: who,
        listing: listed
          ? {
              from: '2026-01-05T01:00:00.000Z' as Instant,
              until,
              causes: [
                {
                  cause: 'third-refusal' as const,
                  serial: 'HEL202601050000001' as SerialNumber,
                  at: '2026-01-05T01:00:00.000Z' as Instant,
                },
              ],
            }
          : null,
      },
      { version },
    );
  const standingsOf = (who: PersonRef) =>
    rows<Record<string, unknown>>('select * from standing where person = $1', [who]);
  const facts = (messages: Parameters<typeof deliver>[2]) =>
    deliver(service.app, 'blacklist.standing', messages);

  it('takes the last state of each key, and never an older one', async () => {
    const who = person('a');
    await facts([standing(who, 1), standing(person('b'), 5), standing(who, 2, false), standing(who, 3)]);
    expect(await standingsOf(who)).toEqual([
      { person: who, listed_until: until, causes: ['third-refusal'], version: 3 },
    ]);
    await facts([standing(who, 2, false)]);
    expect((await standingsOf(who))[0]).toMatchObject({ version: 3 });
    expect(await standingsOf(person('b'))).toHaveLength(1);
  });

  it('forgets a key at its tombstone', async () => {
    const who = person('c');
    await facts([standing(who, 1)]);
    await facts([{ key: who, headers: {}, value: null }]);
    expect(await standingsOf(who)).toEqual([]);
  });

  it('buries poison and what the table refuses, and takes the rest', async () => {
    const [bad, good] = [person('d'), person('e')];
    const invalid = { ...standing(person('f'), 1), value: Buffer.from('null') };
    await facts([standing(good, 1), standing(bad, 666), invalid, standing(good, 2)]);
    expect(await standingsOf(good)).toMatchObject([{ version: 2 }]);
    expect(await standingsOf(bad)).toEqual([]);
    const letters = await rows<{ handler: string; cause: string }>(
      'select handler, cause from dead_letter order by id desc limit 2',
    );
    expect(letters).toEqual([
      { handler: 'licence.standing', cause: 'bad-schema' },
      { handler: 'licence.standing', cause: 'handler-failed' },
    ]);
  });

  it('knows how far it has come', async () => {
    await facts([standing(person('g'), 1)]);
    const [progress] = await rows<{ position: number }>(
      'select position from fact_progress where fact = $1',
      ['standing'],
    );
    expect(progress?.position).toBeGreaterThan(1);
  });
});
