import { readFileSync } from 'node:fs';

import { Problem } from './problem';
import { type Profile, profileOf, settingsFile } from './profile';
import type { ServiceSettings } from './settings';
import { liveState, type State } from './state';

/** What a command that works on a running stack needs. */
export interface Live {
  readonly profile: Profile;
  readonly state: State;
  readonly settings: ServiceSettings;
}

/** The stack of `npm start` or `npm run infra`. @throws Problem when none runs, or it is not that far yet */
export function liveRun(): Live {
  const profile = profileOf('run');
  const state = liveState(profile);
  if (state === null)
    throw new Problem('Nothing runs here yet: `npm start` (or `npm run infra`) first, in another terminal.');
  try {
    const settings = JSON.parse(readFileSync(settingsFile(profile), 'utf8')) as ServiceSettings;
    return { profile, state, settings };
  } catch {
    throw new Problem(
      `\`npm run ${state.command}\` is still coming up: wait until it says that it is ready.`,
    );
  }
}

/** The address of the gateway that runs now. @throws Problem when the services do not run */
export function liveGateway(): string {
  const { state } = liveRun();
  const url = state.addresses.GATEWAY_URL;
  if (url === undefined)
    throw new Problem('The services do not run here yet: `npm start` first, in another terminal.');
  return url;
}
