import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

import { SERVICES } from '@open122/contracts';
import { at as inCheckout } from '@open122/local';

import { until } from '../messaging/until';
import { addressesOf, anAddress, type Answered, type Call, Callers } from './callers';
import type { FaultPlatform } from './places';
import type { FaultRow } from './row';

/** Requests at once; each waits a while after its answer: about half of what the platform can do. */
const CLIENTS = { long: 12, short: 6 };
const PAUSE = 20;
const RESTARTED = { long: SERVICES, short: ['licence', 'identity', 'gateway'] as const };
const SECOND_GATEWAY = 'second-gateway';
const CALM = 500;
/** One request in so many is a command. */
const TURNS_OF_COMMAND = 8;
const TURNS_OF_ONE = 15 * TURNS_OF_COMMAND;
/** Persons of each client. */
const PERSONS = 30;

interface Count {
  asked: number;
  failed: string[];
  /** Commands that were answered with success. */
  commands: number;
}

/** Every service is sent away and started anew in its turn, while requests go on: none fails, none has two effects. */
export const rollingRestart: FaultRow = {
  name: 'rolling-restart',
  id: 'R7',
  title: 'every service restarted in turn under half load',
  on: 'platform',
  inTests: true,
  run: async ({ places, short, tell }) => {
    const faulty = await places.platform();
    const callers = new Callers(faulty.platform);
    const gateways = [faulty.platform.gateway, await secondGateway(faulty)];
    const stopping = new AbortController();
    try {
      const number = short ? CLIENTS.short : CLIENTS.long;
      const persons = await callers.persons(number * PERSONS);
      const count: Count = { asked: 0, failed: [], commands: 0 };
      const clients = Array.from({ length: number }, (_, index) => {
        const own = persons.slice(index * PERSONS, (index + 1) * PERSONS);
        return client(callers, own, gateways, count, stopping.signal);
      });
      for (const service of short ? RESTARTED.short : RESTARTED.long) {
        await sleep(CALM);
        const since = performance.now();
        await faulty.stack.restart(service);
        tell(
          `${service} restarted within ${Math.round(performance.now() - since)} ms, ${count.asked} requests so far, ${count.failed.length} failed`,
        );
      }
      await sleep(CALM);
      stopping.abort();
      await Promise.all(clients);
      const effects = [...(await addressesOf(faulty.platform, persons)).values()];
      const kept = effects.reduce((sum, each) => sum + each, 0);
      return [
        {
          row: `restarted: ${(short ? RESTARTED.short : RESTARTED.long).join(', ')}`,
          figures: `${count.asked} requests, ${count.failed.length} failed${count.failed[0] === undefined ? '' : `, e.g. ${count.failed[0]}`}; ${count.commands} commands, ${kept} effects`,
          met: count.failed.length === 0 && kept === count.commands && count.commands > 0,
        },
      ];
    } finally {
      stopping.abort();
      await callers.close();
      await faulty.stack.end(SECOND_GATEWAY);
    }
  },
};

/** Reads and commands by turns; every few commands as another person, for nobody keeps more than twenty addresses. */
async function client(
  callers: Callers,
  persons: readonly string[],
  gateways: readonly string[],
  count: Count,
  stop: AbortSignal,
): Promise<void> {
  const tokens = await Promise.all(
    persons.map((person) =>
      callers.token({ kind: 'person', person, level: 'window', account: randomUUID() }),
    ),
  );
  for (let turn = 0; !stop.aborted; turn += 1) {
    const token = tokens[Math.floor(turn / TURNS_OF_ONE) % tokens.length] ?? '';
    const call = callOf(turn, token, count.commands);
    const answer = await balanced(callers, call, gateways, turn);
    count.asked += 1;
    if (call.method === 'POST' && answer.status === 201) count.commands += 1;
    else if (answer.status !== 200)
      count.failed.push(`${call.path}: ${answer.status} ${answer.body.slice(0, 200)}`);
    await sleep(PAUSE);
  }
}

const READS = [
  '/v1/me/licences',
  '/v1/me/vehicles',
  '/v1/me/handovers',
  '/v1/me/standing',
  '/v1/me/addresses',
];

function callOf(turn: number, token: string, commands: number): Call {
  if (turn % TURNS_OF_COMMAND === 0)
    return {
      method: 'POST',
      path: '/v1/me/addresses',
      token,
      key: randomUUID(),
      body: anAddress(`street ${commands}`),
    };
  return { path: READS[turn % READS.length] ?? '', token };
}

/** What a load balancer before two gateways does: one that takes no connection is passed over. */
async function balanced(
  callers: Callers,
  call: Call,
  gateways: readonly string[],
  turn: number,
): Promise<Answered> {
  const [first = '', second = ''] = turn % 2 === 0 ? gateways : [...gateways].reverse();
  const answer = await callers.ask({ ...call, at: first });
  const unheard = answer.status === 0 && /ECONNREFUSED/.test(answer.body);
  return unheard ? callers.ask({ ...call, at: second }) : answer;
}

async function secondGateway({ stack, platform }: FaultPlatform): Promise<string> {
  const port = await stack.port(SECOND_GATEWAY, 40);
  const url = `http://127.0.0.1:${port}`;
  await stack.run({
    ...{
      name: SECOND_GATEWAY,
      file: process.execPath,
      args: [inCheckout('apps', 'gateway', 'dist', 'src', 'bundle.js')],
    },
    env: { ...stack.env, ...platform.settings, GATEWAY_PORT: String(port) },
    log: join(stack.profile.logs, `${SECOND_GATEWAY}.log`),
    isReady: async () => (await fetch(`${url}/health/ready`)).status === 200,
    ...{ readyWithinMs: 60_000, stopSignal: 'SIGTERM', graceMs: 5_000 },
  });
  await until('the second gateway is ready', () => stack.isRunning(SECOND_GATEWAY));
  return url;
}
