import { randomInt } from 'node:crypto';

import { SERVICES } from '@open122/contracts';

import { administratorOf, startPlatform } from '../platform';
import { tellStory } from '../story';

/** Everything a province consists of when each service is a process. */
export const VICTIMS = [...SERVICES, 'kafka', 'redis', 'postgres'] as const;
export type Victim = (typeof VICTIMS)[number];

/** The story's steps between the first registration and the last standing: there somebody dies. */
const FIRST_STEP = 4;
const LAST_STEP = 31;

export interface StoryReport {
  victim: Victim;
  /** Before which step it was killed. */
  step: number;
  seconds: number;
  /** What differed; null when the story came to the same end. */
  difference: string | null;
}

/** Tells the story once for each victim, who is killed (-9) in the midst of it and comes back by the supervisor alone. */
export async function storyUnderFaults(
  victims: readonly Victim[],
  tell: (line: string) => void,
): Promise<StoryReport[]> {
  const { stack, platform } = await startPlatform('faults', { separate: true });
  const secrets = administratorOf(platform);
  const reports: StoryReport[] = [];
  try {
    for (const victim of victims) {
      const fatal = randomInt(FIRST_STEP, LAST_STEP + 1);
      const beforeStep = async (step: number): Promise<void> => {
        if (step === fatal) await stack.kill(victim);
      };
      const since = performance.now();
      const difference = await tellStory({
        url: platform.gateway,
        secrets,
        write: () => undefined,
        beforeStep,
      }).then(
        () => null,
        (error: unknown) => (error instanceof Error ? error.message : String(error)),
      );
      const seconds = Math.round((performance.now() - since) / 100) / 10;
      reports.push({ victim, step: fatal, seconds, difference });
      tell(`${victim} killed before step ${fatal}: ${difference ?? 'the same end'}, ${seconds} s`);
    }
  } finally {
    await stack.stop();
  }
  return reports;
}
