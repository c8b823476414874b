import { setTimeout as sleep } from 'node:timers/promises';

import { SERVICES } from '@open122/contracts';
import type { ServerName } from '@open122/local';

import { until } from '../messaging/until';
import { Callers } from './callers';
import type { FaultPlatform } from './places';
import { allowed, type FaultRow, type Finding } from './row';

/** Seconds until there is full service again, counted from when the server takes connections again. */
const LIMITS: Readonly<Record<ServerName, number>> = { postgres: 5, redis: 2, kafka: 15 };
const TRIALS = { long: 5, short: 1 };
const READY_WITHIN = 60_000;

/** A server dies and comes back on the same data: no service ends, and all of them serve again soon. */
export const recovery: FaultRow = {
  name: 'recovery',
  id: 'R8',
  title: 'PostgreSQL, Redis and the broker killed and started again',
  on: 'platform',
  inTests: true,
  run: async ({ places, short, tell }) => {
    const faulty = await places.platform();
    const callers = new Callers(faulty.platform);
    const findings: Finding[] = [];
    try {
      for (const server of ['postgres', 'redis', 'kafka'] as const) {
        const trials: Trial[] = [];
        for (let trial = 0; trial < (short ? TRIALS.short : TRIALS.long); trial += 1) {
          trials.push(await restart(faulty, callers, server));
          tell(`${server}: full service ${trials.at(-1)?.seconds} s after its return`);
        }
        findings.push(findingOf(server, trials, allowed(LIMITS[server], short)));
      }
    } finally {
      await callers.close();
    }
    return findings;
  },
};

interface Trial {
  readonly seconds: number;
  /** Services whose process is another one afterwards. */
  readonly ended: readonly string[];
}

async function restart(
  { stack, platform }: FaultPlatform,
  callers: Callers,
  server: ServerName,
): Promise<Trial> {
  const token = await callers.token({ kind: 'staff', role: 'administrator', account: 'administrator' });
  await until('all is well before', () => fullService(callers, platform.services, token), READY_WITHIN);
  const before = SERVICES.map((service) => stack.pidOf(service));
  await stack.kill(server);
  // supervised: it is started again by itself
  await until(`${server} is back`, () => stack.isRunning(server), READY_WITHIN);
  const back = performance.now();
  await until('full service', () => fullService(callers, platform.services, token), READY_WITHIN);
  const seconds = Math.round((performance.now() - back) / 100) / 10;
  const ended = SERVICES.filter((service, at) => stack.pidOf(service) !== before[at]);
  await sleep(500);
  return { seconds, ended };
}

/** Every service is ready, and a command's event takes effect in every other service: the test clock is moved by a second. */
async function fullService(
  callers: Callers,
  services: Readonly<Record<string, string>>,
  token: string,
): Promise<boolean> {
  const ready = await Promise.all(
    Object.values(services).map((at) => callers.ask({ at, path: '/health/ready' })),
  );
  if (ready.some(({ status }) => status !== 200)) return false;
  const body = { advance: 'PT1S' };
  const moved = await callers.ask({ method: 'POST', path: '/v1/sandbox/clock', token, body });
  return moved.status === 200;
}

function findingOf(server: ServerName, trials: readonly Trial[], limit: number): Finding {
  const longest = Math.max(...trials.map(({ seconds }) => seconds));
  const ended = trials.flatMap((trial) => trial.ended);
  return {
    row: `${server} killed and started again`,
    figures: `${trials.length} times, full service ${longest} s after its return at most (limit ${limit} s), ${ended.length === 0 ? 'no service ended' : `ended: ${ended.join(', ')}`}`,
    met: longest <= limit && ended.length === 0,
  };
}
