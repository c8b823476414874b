import { randomInt } from 'node:crypto';

import { SERVICES } from '@open122/contracts';

import { administratorOf, appointAdministrators } from '../platform';
import { tellStory } from '../story';
import type { FaultOptions, FaultRow } from './row';

/** Everything a province consists of when each service is a process. */
const VICTIMS = [...SERVICES, 'kafka', 'redis', 'postgres'] as const;
type Victim = (typeof VICTIMS)[number];

/** The story's steps between the first registration and the last standing: there somebody dies. */
const FIRST_STEP = 4;
const LAST_STEP = 31;

interface StoryReport {
  victim: Victim;
  /** Before which step it was killed. */
  step: number;
  seconds: number;
  /** What differed; null when the story came to the same end. */
  difference: string | null;
}

/** Tells the story once for each victim, who is killed (-9) in the midst of it and comes back by the supervisor alone. */
async function storyUnderFaults(
  victims: readonly Victim[],
  { places, tell }: FaultOptions,
): Promise<StoryReport[]> {
  const { stack, platform } = await places.platform();
  await appointAdministrators(platform, 1);
  const secrets = administratorOf(platform);
  const reports: StoryReport[] = [];
  for (const victim of victims) {
    const fatal = randomInt(FIRST_STEP, LAST_STEP + 1);
    const beforeStep = async (step: number): Promise<void> => {
      if (step === fatal) await stack.kill(victim);
    };
    const since = performance.now();
    const told = tellStory({ url: platform.gateway, secrets, write: () => undefined, beforeStep });
    const difference = await told.then(
      () => null,
      (error: unknown) => (error instanceof Error ? error.message : String(error)),
    );
    const seconds = Math.round((performance.now() - since) / 100) / 10;
    reports.push({ victim, step: fatal, seconds, difference });
    tell(`${victim} killed before step ${fatal}: ${difference ?? 'the same end'}, ${seconds} s`);
  }
  return reports;
}

/** The whole platform, each of its processes and servers killed once. */
export const story: FaultRow = {
  name: 'story',
  id: 'R1',
  title: 'the story with each part of the province killed once',
  on: 'platform',
  inTests: false,
  run: async (options) =>
    (await storyUnderFaults(VICTIMS, options)).map(({ victim, step, seconds, difference }) => ({
      row: `story without ${victim}`,
      figures: `killed before step ${step}, ${difference ?? `the same end after ${seconds} s`}`,
      met: difference === null,
    })),
};
