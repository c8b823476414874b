import { parseArgs } from 'node:util';

import { inShanghai } from '@open122/contracts';

import { keyLines, leadOf } from '../key-ring/key-lines';
import { LONGEST_REQUEST, TRUSTED } from '../key-ring/key-ring';
import { rootsOf } from '../key-ring/key-settings';
import { runProgram, say, warn, type Workshop } from '../operator-program';
import { ResealRows } from './reseal-rows';
import { type Pace, type Progress, RotateDataKeys } from './rotate-data-keys';
import { rowsByKey } from './sealed-rows.store';
import { SEALED_TABLES } from './sealed-tables';

/** Held by the connection of the one program that rotates; ends with it, however it ends. */
const ONE_AT_A_TIME = `select pg_try_advisory_lock(122000005) as mine`;
/** Milliseconds of rest after each slice. */
const PAUSE = 20;
/** Rows counted by one statement. */
const COUNTED = 20_000;
const UNOPENED_SHOWN = 10;

/** `cli.js [--lead seconds] [--pause milliseconds] | --status`, with identity's settings. Exit code 1 when it did not end well. */
async function main(workshop: Workshop): Promise<number> {
  const options = {
    lead: { type: 'string' },
    pause: { type: 'string' },
    status: { type: 'boolean' },
  } as const;
  const { lead, pause = String(PAUSE), status } = parseArgs({ options }).values;
  if (status === true) return show(workshop);
  const pace = { lead: leadOf(lead), pause: Number(pause), trusted: TRUSTED, request: LONGEST_REQUEST };
  if (!(pace.pause >= 0)) throw new Error('--pause is a number of milliseconds.');
  return workshop.database.read(async (session) => {
    const [row] = await session.run<{ mine: boolean }>('data-keys.one-at-a-time', ONE_AT_A_TIME);
    if (row?.mine === true) return rotate(workshop, pace);
    warn('Data keys are being rotated already; `-- --status` tells how far it is.');
    return 1;
  });
}

async function rotate(workshop: Workshop, pace: Pace): Promise<number> {
  const { database, settings, keys, vault, audit } = workshop;
  const rows = new ResealRows(database, keys, vault);
  const ended = await new RotateDataKeys(database, settings, keys, rows, audit).rotate(pace, progress);
  if (ended.unopened.length > 0) {
    warn(`${ended.unopened.length} rows are opened by no key and stay as they are, and so do all keys:`);
    for (const row of ended.unopened.slice(0, UNOPENED_SHOWN)) warn(`  ${row}`);
    return 1;
  }
  const retired = ended.retired.join(', ') || 'none';
  say(
    `${ended.resealed} rows were sealed anew; none is left under another key than ${ended.id}. Gone: ${retired}.`,
  );
  return 0;
}

const progress: Progress = {
  key: (id, usedFrom, begun) => {
    const from = inShanghai(usedFrom);
    say(
      begun
        ? `The key ${id} opens now and seals from ${from} on.`
        : `Going on with ${id}, which seals from ${from} on.`,
    );
  },
  slice: (table, resealed) => say(`  ${table}: ${resealed}`),
  settling: (until) => say(`Nothing more is found; looking once more after ${inShanghai(until)}.`),
};

async function show({ database, settings, keys }: Workshop): Promise<number> {
  const rows = new Map<string, number>();
  for (const table of SEALED_TABLES) {
    for (const [id, more] of await rowsByKey(database, table, COUNTED))
      rows.set(id, (rows.get(id) ?? 0) + more);
  }
  const roots = rootsOf(settings).map(({ id }) => id);
  say(['Keys of data:', ...keyLines(keys, 'data', ({ id }) => `, ${rows.get(id) ?? 0} rows`)].join('\n'));
  const ring = keys.known().keys;
  for (const id of [...rows.keys()].filter((each) => !ring.some((key) => key.id === each)))
    say(`  ${id}  UNKNOWN, ${rows.get(id) ?? 0} rows`);
  const wrapped = ring.filter(({ root }) => root !== null && root !== roots[0]);
  if (roots[1] !== undefined && wrapped.length === 0 && (rows.get(roots[1]) ?? 0) === 0)
    say('IDENTITY_DATA_KEY_BEFORE is needed no more.');
  return 0;
}

runProgram(main);
