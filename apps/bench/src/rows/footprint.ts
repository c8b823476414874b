import { setTimeout as pause } from 'node:timers/promises';

import { SERVICES, topicName } from '@open122/contracts';
import { HOST, LocalProvince } from '@open122/local';

import { compared, median } from '../figures';
import { cpuOf, memoryOf } from '../machine';
import type { Places, Program } from '../places';
import { interleaved } from '../rounds';
import { absolute, type Bench, type Finding, type Goal, type Row } from '../row';

const PORT = { service: 28_410, bare: 28_411, full: 28_412 };
/** What has just started settles down. */
const REST = 20_000;
const IDLE = 30_000;

const goals = {
  ready: { id: 'P9', what: 'one service is ready ÷ bare Nest + Fastify', limit: 1.3, is: 'most' },
  province: { id: 'P9', what: 'a province is ready after its servers', limit: 15, is: 'most' },
  memory: { id: 'P9', what: 'memory of a province in one process (PSS)', limit: 350, is: 'most' },
  separate: {
    id: 'P9',
    what: 'memory of separate services ÷ as many bare Nest + Fastify + pg + kafkajs',
    limit: 1.3,
    is: 'most',
  },
  idle: { id: 'P9', what: 'an idle province in one process', limit: 3, is: 'most' },
} as const satisfies Record<string, Goal>;

export const footprint: Row = {
  name: 'footprint',
  title: 'how soon, how big, and how quiet',
  run: async (bench) => [...(await inOneProcess(bench)), await separately(bench), await start(bench)],
};

async function inOneProcess({ places, tell }: Bench): Promise<Finding[]> {
  const stack = await places.stack();
  const province = new LocalProvince(stack, { env: places.env });
  tell('a province in one process starts');
  const began = performance.now();
  await province.prepare();
  await province.start();
  const seconds = (performance.now() - began) / 1_000;
  const pid = stack.pidOf(HOST);
  tell('it rests');
  await pause(REST);
  const before = cpuOf([pid]);
  await pause(IDLE);
  const share = ((cpuOf([pid]) - before) / (IDLE * 1_000)) * 100;
  const memory = memoryOf([pid]);
  await stack.end(HOST);
  return [
    absolute(goals.province, seconds, 's', 'with databases, migrations and topics made for the first time'),
    absolute(goals.memory, memory, 'MiB'),
    absolute(goals.idle, share, '% of a core'),
  ];
}

async function separately({ places, tell }: Bench): Promise<Finding> {
  tell('separate services beside as many bare ones');
  const province = await places.province();
  const bare = await Promise.all(SERVICES.map((_, at) => places.run(full(PORT.full + at, province))));
  await pause(REST / 2);
  const ours = memoryOf(await places.pids(...SERVICES));
  const baseline = memoryOf(bare.map(({ pid }) => pid));
  await Promise.all(bare.map((each) => each.stop()));
  return compared(goals.separate, [{ ours, baseline }], 'MiB', `${SERVICES.length} services`);
}

async function start({ places, tell }: Bench): Promise<Finding> {
  const { settings } = await places.province();
  const service: Program = {
    ...{ name: 'start', file: 'apps/licence/dist/src/bundle.js' },
    env: { ...settings, LICENCE_PORT: String(PORT.service) },
    readyAt: `http://127.0.0.1:${PORT.service}/health/ready`,
  };
  const bare: Program = {
    ...{ name: 'bare-start', file: 'apps/bench/dist/src/footprint/program.js' },
    env: { BARE_PORT: String(PORT.bare) },
    readyAt: `http://127.0.0.1:${PORT.bare}/ready`,
  };
  const rounds = await interleaved(
    () => readyAfter(places, service),
    () => readyAfter(places, bare),
    (round, all) => tell(`start, round ${round} of ${all}`),
  );
  const note = 'ready: a member of its group, its copies where their topics ended, its database answering';
  return compared(
    goals.ready,
    rounds,
    'ms',
    `${note}; median of ${rounds.length}: ${Math.round(median(rounds.map(({ ours }) => ours)))} ms`,
  );
}

async function readyAfter(places: Places, program: Program): Promise<number> {
  const running = await places.run(program);
  await running.stop();
  return running.readyAfter;
}

const full = (port: number, { settings }: LocalProvince): Program => ({
  ...{ name: `bare-${port}`, file: 'apps/bench/dist/src/footprint/program.js' },
  env: {
    ...{ BARE_PORT: String(port), BARE_DATABASE_URL: settings.LICENCE_DATABASE_URL ?? '' },
    ...{ KAFKA_BROKERS: settings.KAFKA_BROKERS ?? '', BARE_TOPIC: topicName('he', 'licence.licence') },
  },
  readyAt: `http://127.0.0.1:${port}/ready`,
});
