import type { ServiceName } from '@open122/contracts';
import { cleanEnv, EnvMissingError } from 'envalid';

import { withFiles } from './setting-files';
import { baseSettings, type BaseSettings, isShared, type Settings, type Values } from './settings';

/** The typed settings of the service it is injected into: `constructor(config: ServiceConfig<typeof licenceSettings>)`. */
export class ServiceConfig<S extends Settings = BaseSettings> {
  constructor(
    readonly service: ServiceName,
    readonly values: Values<S> & Values<BaseSettings>,
  ) {}
}

/** `PORT` of licence is `LICENCE_PORT`; shared settings keep their name. */
export const settingName = (service: string, name: string, setting: Settings[string]): string =>
  isShared(setting) ? name : `${service.toUpperCase()}_${name}`;

/** Reads a service's settings; `problems` has one line for each that is missing or wrong. */
export function readConfig<S extends Settings>(
  service: ServiceName,
  settings: S,
  env: NodeJS.ProcessEnv,
): { config: ServiceConfig<S>; problems: string[] } {
  const all: Settings = { ...baseSettings, ...settings };
  const names = Object.entries(all).map(
    ([name, setting]) => [name, settingName(service, name, setting)] as const,
  );
  const specs: Settings = Object.fromEntries(
    names.map(([name, full]) => [full, all[name] as Settings[string]]),
  );
  const { values, problems } = readSettings(specs, env);
  const byName =
    problems.length > 0 ? {} : Object.fromEntries(names.map(([name, full]) => [name, values[full]]));
  return { config: new ServiceConfig<S>(service, byName as ServiceConfig<S>['values']), problems };
}

/**
 * Reads settings by the names that they have here, each from its variable or from the file that `<name>_FILE` names; `problems` has
 * one line for each that is missing or wrong.
 */
export function readSettings<S extends Settings>(
  specs: S,
  env: NodeJS.ProcessEnv,
): { values: Values<S>; problems: string[] } {
  const { values: all, problems: unread } = withFiles(Object.keys(specs), env);
  const problems = [...unread.values()];
  const values = cleanEnv(all, specs as Settings, {
    reporter: ({ errors }) => {
      for (const [name, error] of Object.entries(errors))
        if (!unread.has(name)) problems.push(problem(name, error, specs[name]?.desc));
    },
  }) as unknown as Values<S>;
  return { values, problems };
}

const problem = (name: string, error: Error | undefined, description = ''): string =>
  error instanceof EnvMissingError
    ? `${name} is missing: ${description}`
    : `${name} ${error?.message ?? 'is wrong'}: ${description}`;
