import { SERVICES } from '@open122/contracts';
import { withFiles } from '@open122/service';

import { Problem } from './problem';

const OF_EACH = ['DATABASE_URL', 'MIGRATOR_URL', 'KAFKA_USERNAME'];
const READ = [
  ...['DATABASE_URL', 'PROVINCE_FILE'],
  ...SERVICES.flatMap((service) => OF_EACH.map((name) => `${service.toUpperCase()}_${name}`)),
];

/**
 * The environment without empty variables, and with the settings that commands read by themselves, each from its variable or from the file that `<name>_FILE`
 * names, as the services read theirs. @throws Problem that names every file that cannot be read
 */
export function commandSettings(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const { values, problems } = withFiles(READ, env);
  if (problems.size > 0) throw new Problem([...problems.values()].join('\n'));
  return values;
}

/** One that a command cannot do without. @throws Problem when it is missing or empty */
export function commandSetting(name: string): string {
  const value = commandSettings(process.env)[name];
  if (value === undefined) throw new Problem(`${name} is missing in the environment.`);
  return value;
}
