import { parseArgs } from 'node:util';

import { SERVICES } from '@open122/contracts';

import type { DeadLetter, DeadLettersClient, ReplayedKind } from './dead-letters-client';
import { Problem } from './problem';

const HELP = `npm run ops -- dead-letters <what>

  list                       open letters of all services, the newest first
  show <service> <id>        one letter, its payload masked; audited
  replay <service> <id>      deliver one again; it has exactly one effect
  replay --all               deliver all again, or those of a kind: --service, --handler, --topic, --type, --cause
  discard <service> <id> --reason "…"   never deliver it; the reason is audited

  --service --handler --topic --type --cause   only letters with this
  --state open|replayed|discarded              of the list (open)
  --limit n                                    of the list (20)
  --purpose "…"                                of show: why it is read
  --json                                       for programs
`;
const OPTIONS = {
  service: { type: 'string' },
  handler: { type: 'string' },
  topic: { type: 'string' },
  type: { type: 'string' },
  cause: { type: 'string' },
  state: { type: 'string' },
  limit: { type: 'string' },
  purpose: { type: 'string' },
  reason: { type: 'string' },
  all: { type: 'boolean' },
  json: { type: 'boolean' },
  help: { type: 'boolean', short: 'h' },
} as const;
type Values = ReturnType<typeof read>['values'];
const KIND = ['handler', 'topic', 'type', 'cause'] as const;

/** What the command says: lines of its answer, and remarks that a program does not read. */
export interface Voice {
  line(text: string): void;
  remark(text: string): void;
}

/**
 * `npm run ops -- dead-letters …`. Returns the exit code: 1 when a letter failed again or a service did not answer.
 * @throws Problem for words that make no sense, and when the platform refuses
 */
export async function deadLettersCommand(
  args: readonly string[],
  client: DeadLettersClient,
  voice: Voice,
): Promise<number> {
  const { values, positionals } = read(args);
  const [what, ...place] = positionals;
  if (values.help === true || what === undefined) {
    voice.line(HELP);
    return values.help === true ? 0 : 1;
  }
  if (place.length > 2) throw new Problem(`Too many words: ${place.slice(2).join(' ')}.`);
  const deed = Object.hasOwn(DEEDS, what) ? DEEDS[what] : undefined;
  if (deed === undefined)
    throw new Problem(`There is no \`dead-letters ${what}\`: ${Object.keys(DEEDS).join(', ')} (--help).`);
  return deed({ place, values, client, voice });
}

function read(args: readonly string[]) {
  try {
    return parseArgs({ args: [...args], options: OPTIONS, allowPositionals: true });
  } catch (error) {
    throw new Problem(`${(error as Error).message} (--help)`);
  }
}

interface Asked {
  /** Service and id. */
  readonly place: readonly string[];
  readonly values: Values;
  readonly client: DeadLettersClient;
  readonly voice: Voice;
}
const DEEDS: Readonly<Record<string, (asked: Asked) => Promise<number>>> = {
  list,
  show,
  replay: (asked) => (asked.place.length === 0 ? replayKind(asked) : replayOne(asked)),
  discard,
};

function letterIn([service, id]: readonly string[]): [service: string, id: string] {
  if (service === undefined || id === undefined) throw new Problem('Name a service and a letter: licence 7.');
  return [service, id];
}

const wordsOf = (values: Values, names: readonly ((typeof KIND)[number] | 'service' | 'state')[]) =>
  Object.fromEntries(names.flatMap((name) => (values[name] === undefined ? [] : [[name, values[name]]])));

async function list({ values, client, voice }: Asked): Promise<number> {
  const limit = Number(values.limit ?? 20);
  if (!Number.isInteger(limit) || limit < 1) throw new Problem('--limit is a whole number from 1 on.');
  const found = await client.list(wordsOf(values, ['service', 'state', ...KIND]), limit);
  if (values.json === true) voice.line(JSON.stringify(found, null, 2));
  else for (const line of table(found.items)) voice.line(line);
  if (found.items.length === 0) voice.remark('No dead letters.');
  if (found.more) voice.remark('There are more: raise --limit.');
  for (const each of found.missing) voice.remark(`${each} did not answer.`);
  return found.missing.length === 0 ? 0 : 1;
}

async function show({ place, values, client, voice }: Asked): Promise<number> {
  voice.line(JSON.stringify(await client.show(...letterIn(place), values.purpose), null, 2));
  return 0;
}

async function replayOne({ place, values, client, voice }: Asked): Promise<number> {
  const [service, id] = letterIn(place);
  const done = await client.replay(service, id);
  const why = done.detail === '' ? '' : `: ${done.detail}`;
  voice.line(values.json === true ? JSON.stringify(done) : `${service} ${id}: ${done.outcome}${why}`);
  return done.outcome === 'failed' ? 1 : 0;
}

async function replayKind({ values, client, voice }: Asked): Promise<number> {
  const kind = { ...wordsOf(values, KIND), ...(values.all === true && { all: true }) };
  if (Object.keys(kind).length === 0)
    throw new Problem('Name a letter (licence 7), a kind (--handler, --topic, --type, --cause), or --all.');
  const totals = [];
  for (const service of values.service === undefined ? SERVICES : [values.service]) {
    const total = { service, replayed: 0, failed: 0, failures: [] as ReplayedKind['failures'] };
    await client.replayKind(service, kind, ({ replayed, failed, failures }) => {
      total.replayed += replayed;
      total.failed += failed;
      total.failures.push(...failures);
    });
    totals.push(total);
    if (values.json === true) continue;
    voice.line(`${service}: ${total.replayed} replayed, ${total.failed} failed`);
    for (const { id, code } of total.failures) voice.line(`  ${service} ${id}: ${code}`);
  }
  if (values.json === true) voice.line(JSON.stringify(totals, null, 2));
  return totals.every(({ failed }) => failed === 0) ? 0 : 1;
}

async function discard({ place, values: { reason, json }, client, voice }: Asked): Promise<number> {
  const [service, id] = letterIn(place);
  if (reason === undefined || reason.trim() === '') throw new Problem('Say why: --reason "…".');
  await client.discard(service, id, reason);
  const done = { service, id: Number(id), state: 'discarded' };
  voice.line(json === true ? JSON.stringify(done) : `${service} ${id}: discarded`);
  return 0;
}

const COLUMNS: readonly (readonly [title: string, of: (letter: DeadLetter) => string])[] = [
  ['SERVICE', ({ service }) => service],
  ['ID', ({ id }) => String(id)],
  ['STATE', ({ state }) => state],
  ['ATTEMPTS', ({ attempts }) => String(attempts)],
  ['FIRST', ({ firstDiedAt }) => firstDiedAt.slice(0, 19).replace('T', ' ')],
  ['LAST', ({ lastDiedAt }) => lastDiedAt.slice(0, 19).replace('T', ' ')],
  ['CAUSE', ({ cause }) => cause],
  ['HANDLER', ({ handler }) => handler],
  ['EVENT', ({ type }) => type ?? '-'],
  ['DETAIL', ({ detail }) => (detail.length > 60 ? `${detail.slice(0, 59)}…` : detail)],
];

function table(letters: readonly DeadLetter[]): string[] {
  if (letters.length === 0) return [];
  const rows = [
    COLUMNS.map(([title]) => title),
    ...letters.map((letter) => COLUMNS.map(([, of]) => of(letter))),
  ];
  const widths = COLUMNS.map((_, at) => Math.max(...rows.map((row) => row[at]?.length ?? 0)));
  return rows.map((row) =>
    row
      .map((cell, at) => cell.padEnd(widths[at] ?? 0))
      .join('  ')
      .trimEnd(),
  );
}
