import { Logger } from '@nestjs/common';
import type { DiscoveryService } from '@nestjs/core';
import { addMinutes, type Instant } from '@open122/contracts';
import { aFakeClock, type FakeClock, type TestDatabase, testMigrations } from '@open122/testkit';

import { Database } from '../database/database';
import { openSource } from '../database/open';
import { serviceTables } from '../database/tables';
import type { Tx } from '../database/tx';
import { Quiescence } from '../health/quiescence';
import { Shutdown } from '../shutdown';
import { type DueTimer, OnOutsideTimer, OnTimer } from './on-timer';
import { TimerRunner } from './timer-runner';
import { Timers } from './timers';

const MINUTE = 60_000;
const INSERT = 'insert into seen (ref, due_at, by_whom) values ($1, $2, $3)';

class Toy {
  readonly outside: string[] = [];
  outsideFails = 0;
  constructor(
    private readonly who: string,
    private readonly timers: Timers,
  ) {}

  @OnTimer('toy.note')
  async note({ ref, dueAt }: DueTimer, tx: Tx): Promise<void> {
    await tx.run('seen', INSERT, [ref, dueAt, this.who]);
    if (ref === 'bad') throw new Error('no');
    if (ref === 'slow') throw Object.assign(new Error('statement timeout'), { code: '57014' });
  }
  @OnTimer('toy.again')
  async again({ ref, dueAt }: DueTimer, tx: Tx): Promise<void> {
    await tx.run('seen', INSERT, [ref, dueAt, this.who]);
    await this.timers.schedule(tx, { kind: 'toy.again', ref, dueAt: addMinutes(dueAt, 60) });
  }
  @OnOutsideTimer('toy.call', 30)
  async call({ ref, dueAt }: DueTimer): Promise<(tx: Tx) => Promise<void>> {
    this.outside.push(ref);
    if (this.outsideFails-- > 0) throw new Error('no answer');
    return async (tx) => void (await tx.run('seen', INSERT, [ref, dueAt, this.who]));
  }
}

let db: TestDatabase;
let clock: FakeClock;
const instances: { runner: TimerRunner; database: Database }[] = [];

beforeAll(async () => {
  Logger.overrideLogger(false);
  db = await testMigrations([
    serviceTables,
    'create table seen (ref text, due_at timestamptz(3), by_whom text)',
  ]);
});
beforeEach(async () => {
  clock = aFakeClock();
  await db.database.run('clear.seen', 'delete from seen');
  await db.database.run('clear.timer', 'delete from timer');
});
afterEach(async () => {
  for (const { runner, database } of instances.splice(0)) {
    await runner.stop();
    await database.close();
  }
});
afterAll(() => db.close());

/** A replica of the service: own connections, own runner. */
async function start(who: string) {
  const database = new Database(openSource({ url: db.url, pool: 4, entities: [], name: who }));
  await database.connect();
  const timers = new Timers(clock);
  const toy = new Toy(who, timers);
  const quiescence = new Quiescence();
  const discovery = { getProviders: () => [{ instance: toy }], getControllers: () => [] };
  const runner = new TimerRunner(
    database,
    clock,
    discovery as unknown as DiscoveryService,
    timers,
    quiescence,
    new Shutdown(),
  );
  instances.push({ runner, database });
  return { runner, timers, toy, quiescence, schedule: scheduler(timers, database) };
}
const scheduler =
  (timers: Timers, database: Database) =>
  (kind: string, ref: string, dueAt: Instant = clock.now()) =>
    database.transaction((tx) => timers.schedule(tx, { kind, ref, dueAt }));

const seen = () =>
  db.database.run<{ ref: string; due_at: Instant; by_whom: string }>(
    'all',
    'select * from seen order by ref',
  );
const timersLeft = () => db.database.run<{ ref: string; attempts: number }>('left', 'select * from timer');
async function until(check: () => Promise<boolean>): Promise<void> {
  for (let waited = 0; !(await check()); waited += 20) {
    if (waited > 5_000) throw new Error('waited for too long');
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
const pause = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds));

it('a due timer is handled once, by one of two instances', async () => {
  const [a, b] = [await start('a'), await start('b')];
  const refs = Array.from({ length: 40 }, (_, index) => `t${String(index).padStart(2, '0')}`);
  for (const ref of refs) await a.schedule('toy.note', ref);
  a.runner.onApplicationBootstrap();
  b.runner.onApplicationBootstrap();
  await until(async () => (await timersLeft()).length === 0);
  const rows = await seen();
  expect(rows.map(({ ref }) => ref)).toEqual(refs);
  expect(new Set(rows.map(({ by_whom }) => by_whom)).size).toBe(2);
});

it('handlers are told when a timer fell due, not when it is handled', async () => {
  const { runner, schedule } = await start('a');
  const dueAt = addMinutes(clock.now(), -600);
  await schedule('toy.note', 'late', dueAt);
  runner.onApplicationBootstrap();
  await until(async () => (await seen()).length === 1);
  expect((await seen())[0]?.due_at).toBe(dueAt);
});

it('a timer waits for its time, and is handled as soon as the clock is moved there', async () => {
  const { runner, schedule, quiescence } = await start('a');
  runner.onApplicationBootstrap();
  await schedule('toy.note', 'later', addMinutes(clock.now(), 60));
  await pause(700);
  expect(await seen()).toEqual([]);
  expect((await quiescence.pending()).timers).toBe(0);
  const began = performance.now();
  clock.advance(60 * MINUTE);
  await until(async () => (await seen()).length === 1);
  expect(performance.now() - began).toBeLessThan(450);
});

it('moving the clock by hours lets a timer that sets itself anew come once for each hour, in order', async () => {
  const { runner, schedule } = await start('a');
  runner.onApplicationBootstrap();
  const first = clock.now();
  await schedule('toy.again', 'hourly', addMinutes(first, 60));
  clock.advance(180 * MINUTE);
  await until(async () => (await seen()).length === 3);
  const dueTimes = [60, 120, 180].map((minutes) => addMinutes(first, minutes));
  expect((await seen()).map(({ due_at }) => due_at).sort()).toEqual(dueTimes);
  expect(await timersLeft()).toMatchObject([{ ref: 'hourly', due_at: addMinutes(first, 240) }]);
});

it('a timer whose handler fails leaves no trace, lets others pass, and is tried again later', async () => {
  const { runner, schedule, quiescence } = await start('a');
  await schedule('toy.note', 'bad', addMinutes(clock.now(), -10));
  await schedule('toy.note', 'good');
  runner.onApplicationBootstrap();
  await until(async () => (await seen()).length === 1);
  expect((await seen()).map(({ ref }) => ref)).toEqual(['good']);
  await until(async () => (await timersLeft())[0]?.attempts === 1);
  expect((await quiescence.pending()).timers).toBe(1);
  await pause(700);
  expect(await timersLeft()).toMatchObject([{ ref: 'bad', attempts: 1 }]);
  clock.pass(1_000);
  await until(async () => (await timersLeft())[0]?.attempts === 2);
});

it('a timer whose statements take too long does not pass for a database that is away: others go on', async () => {
  const { runner, schedule } = await start('a');
  await schedule('toy.note', 'slow', addMinutes(clock.now(), -10));
  await schedule('toy.note', 'good');
  runner.onApplicationBootstrap();
  await until(async () => (await seen()).length === 1);
  expect(await timersLeft()).toMatchObject([{ ref: 'slow', attempts: 1 }]);
});

it('a timer set again moves, and a cancelled one never comes', async () => {
  const { runner, timers, schedule } = await start('a');
  await schedule('toy.note', 'moved');
  await schedule('toy.note', 'moved', addMinutes(clock.now(), 60));
  await schedule('toy.note', 'cancelled');
  await db.database.transaction((tx) => timers.cancel(tx, 'toy.note', 'cancelled'));
  runner.onApplicationBootstrap();
  await pause(300);
  expect(await seen()).toEqual([]);
  expect(await timersLeft()).toMatchObject([{ ref: 'moved' }]);
});

it('a timer that calls the outside records the answer, and calls again when there was none', async () => {
  const { runner, toy, schedule } = await start('a');
  toy.outsideFails = 1;
  await schedule('toy.call', 'parcel');
  runner.onApplicationBootstrap();
  await until(async () => (await timersLeft())[0]?.attempts === 1);
  expect(await seen()).toEqual([]);
  clock.pass(1_000);
  await until(async () => (await seen()).length === 1);
  expect(toy.outside).toEqual(['parcel', 'parcel']);
  expect(await timersLeft()).toEqual([]);
});

it('what a timer called the outside for is not recorded when it was cancelled meanwhile', async () => {
  const { runner, timers, toy, schedule } = await start('a');
  const { call } = toy;
  toy.call = async (timer) => {
    await db.database.transaction((tx) => timers.cancel(tx, 'toy.call', timer.ref));
    return call.call(toy, timer);
  };
  await schedule('toy.call', 'parcel');
  runner.onApplicationBootstrap();
  await until(async () => toy.outside.length === 1);
  await runner.stop();
  expect(await seen()).toEqual([]);
});

it('a stopped runner finishes the timer at hand and takes no other', async () => {
  const { runner, schedule } = await start('a');
  runner.onApplicationBootstrap();
  await runner.stop();
  await schedule('toy.note', 'after');
  await pause(600);
  expect(await seen()).toEqual([]);
});
