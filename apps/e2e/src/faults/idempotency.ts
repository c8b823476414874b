import { randomInt, randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';

import { createClient } from 'redis';

import { addressesOf, anAddress, type Answered, Callers } from './callers';
import type { FaultPlatform } from './places';
import type { FaultRow } from './row';

const SIZE = {
  long: { keys: 1_000, parallel: 50, wave: 20, faultEvery: 5 },
  short: { keys: 40, parallel: 20, wave: 20, faultEvery: 1 },
};
const VICTIMS = ['identity', 'gateway'] as const;
/** A fault comes so soon after a wave has begun, in milliseconds. */
const SOON = 400;
const AGAIN = 400;
const GIVE_UP = 60_000;

interface Key {
  readonly key: string;
  readonly person: string;
  readonly token: string;
}
/** What came of all requests under the keys. */
interface Tally {
  answers: Map<string, Set<string>>;
  inFlight: number;
  repeated: number;
}

/** Each key is used by many requests at once while the owner and the gateway are killed and Redis forgets everything. */
export const idempotency: FaultRow = {
  name: 'idempotency',
  id: 'R4',
  title: 'many requests at once under one key, over kill -9 and a flushed Redis',
  on: 'platform',
  inTests: true,
  run: async ({ places, short, tell }) => {
    const { keys: count, parallel, wave, faultEvery } = short ? SIZE.short : SIZE.long;
    const faulty = await places.platform();
    const callers = new Callers(faulty.platform);
    try {
      const keys = await keysOf(callers, count);
      const tally: Tally = { answers: new Map(), inFlight: 0, repeated: 0 };
      for (let from = 0; from < keys.length; from += wave) {
        const some = keys.slice(from, from + wave);
        const fault = (from / wave) % faultEvery === 0 ? strike(faulty, from / wave / faultEvery) : undefined;
        const asked = some.flatMap((key) =>
          Array.from({ length: parallel }, () => persist(callers, key, tally)),
        );
        await Promise.all([fault, ...asked]);
        tell(`${from + some.length} of ${count} keys × ${parallel}, ${tally.inFlight} times in flight`);
      }
      const effects = await addressesOf(
        faulty.platform,
        keys.map(({ person }) => person),
      );
      const single = keys.filter(({ person }) => effects.get(person) === 1).length;
      const same = [...tally.answers.values()].filter((answers) => answers.size === 1).length;
      const others = await Promise.all(keys.slice(0, 50).map((key) => otherBody(callers, key)));
      const refused = others.filter(({ status }) => status === 422).length;
      const odd = [...tally.answers.values()].find(
        (answers) => answers.size !== 1 || !/^201/.test([...answers][0] ?? ''),
      );
      return [
        {
          row: `${count} keys × ${parallel} at once`,
          figures: `${single} keys with one effect, ${same} with one and the same answer, ${tally.inFlight} answers 409 in flight, ${tally.repeated} broke off and were asked again; another body: ${refused} of ${others.length} are 422${odd === undefined ? '' : `; odd: ${[...odd].slice(0, 2).join(' | ').slice(0, 400)}`}`,
          met: single === count && same === count && refused === others.length && tally.inFlight > 0,
        },
      ];
    } finally {
      await callers.close();
    }
  },
};

async function keysOf(callers: Callers, count: number): Promise<Key[]> {
  const persons = await callers.persons(count);
  return Promise.all(
    persons.map(async (person) => ({
      ...{ key: randomUUID(), person },
      token: await callers.token({ kind: 'person', person, level: 'window', account: randomUUID() }),
    })),
  );
}

const address = { path: '/v1/me/addresses', method: 'POST' } as const;

/** As a client does who wants his answer: in flight and broken-off requests are sent again under the same key. */
async function persist(callers: Callers, { key, token, person }: Key, tally: Tally): Promise<void> {
  for (const until = Date.now() + GIVE_UP; Date.now() < until; await sleep(AGAIN)) {
    const answer = await callers.ask({ ...address, token, key, body: anAddress(person) });
    if (answer.status === 409) tally.inFlight += 1;
    else if (answer.status === 0 || answer.status >= 500) tally.repeated += 1;
    else return note(tally, key, answer);
  }
  note(tally, key, { status: 0, body: 'no answer' });
}

function note({ answers }: Tally, key: string, { status, body }: Answered): void {
  const known = answers.get(key) ?? new Set();
  answers.set(key, known.add(`${status} ${body}`));
}

const otherBody = (callers: Callers, { key, token }: Key): Promise<Answered> =>
  callers.ask({ ...address, token, key, body: anAddress('another street') });

/** Kills the owner or the gateway in the midst of a wave, and makes Redis forget. */
async function strike({ stack }: FaultPlatform, turn: number): Promise<void> {
  await sleep(randomInt(SOON));
  const redis = createClient({ url: stack.addresses.redis });
  await redis.connect();
  await redis.flushAll();
  await redis.close();
  await stack.kill(VICTIMS[turn % VICTIMS.length] ?? 'identity');
}
