import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { tellOfAccounts } from './story/accounts';
import type { StaffSecrets } from './story/cast';
import { acceptAndProduce, apply, preCheck, register } from './story/errand';
import { collect, isListed, isRefused, reaches, refuseThreeTimes } from './story/outcomes';
import { advance, openWorld, type Telling, type World } from './story/world';

/** The address at which the sandbox courier is refused every time (docs/sandbox.md). */
const REFUSES_ALWAYS = 'REFUSES-ALWAYS';

/** Tells the story against a running platform; throws at the first step that differs. */
export async function tellStory(telling: Telling): Promise<World> {
  const world = await openWorld(telling);
  const [first, second] = world.citizens;
  if (!first || !second) throw new Error('the registry holds too few persons');

  world.narrator.chapter('A licence is lost');
  const bound = await register(world, first);
  await preCheck(world, first, bound.licenceId);
  const posted = await apply(world, first, bound.licenceId, { post: REFUSES_ALWAYS });
  await acceptAndProduce(world, posted);

  world.narrator.chapter('Refused three times');
  await refuseThreeTimes(world, first, posted);
  const listedUntil = await isListed(world, first, 'third-refusal');
  await isRefused(world, first, bound, listedUntil);

  world.narrator.chapter('Six months and a day later');
  await world.narrator.step(
    'Time passes.',
    () => advance(world, 'P6M1D'),
    (now) => `platform time ${now}`,
  );
  const picked = await apply(world, first, bound.licenceId, 'pickup');
  await collect(world, first, picked, await acceptAndProduce(world, picked));

  world.narrator.chapter('Another citizen never comes');
  const other = await register(world, second);
  const forgotten = await apply(world, second, other.licenceId, 'pickup');
  await acceptAndProduce(world, forgotten);
  await reaches(world, second, forgotten, 'READY_FOR_PICKUP');
  await world.narrator.step(
    'A month and two days pass.',
    async () => {
      await advance(world, 'P1M2D');
      return reaches(world, second, forgotten, 'PICKUP_LAPSED');
    },
    (timeline) => timeline.items.map((entry) => entry.state).join(' → '),
  );
  await isListed(world, second, 'pickup-lapsed');
  telling.write('\nThe story is told.');
  return world;
}

async function main(): Promise<void> {
  const url = process.env.STORY_GATEWAY_URL;
  const folder = process.env.STORY_SECRETS;
  if (!url || !folder)
    throw new Error('STORY_GATEWAY_URL and STORY_SECRETS say where the platform runs: use `npm run story`');
  const [name = 'licence', ...more] = process.argv.slice(2);
  const tell = STORIES[name];
  if (tell === undefined || more.length > 0)
    throw new Error(`there are stories of: ${Object.keys(STORIES).join(', ')}`);
  const secrets = JSON.parse(readFileSync(join(folder, 'administrator.json'), 'utf8')) as StaffSecrets;
  await tell({ url, secrets, write: (line) => process.stdout.write(`${line}\n`) });
}

const STORIES: Readonly<Record<string, (telling: Telling) => Promise<World>>> = {
  licence: tellStory,
  accounts: tellOfAccounts,
};

if (require.main === module) {
  main().catch((error: unknown) => {
    process.stderr.write(
      `\nThe story ended otherwise than it should: ${error instanceof Error ? error.message : String(error)}\n`,
    );
    process.exitCode = 1;
  });
}
