import { busAccessOf, factsOf, rebuild } from '@open122/messaging';
import { readProvince, type ServiceDefinition } from '@open122/service';
import { SERVICES, type ServiceName } from '@open122/contracts';

import { commandSetting } from './command-settings';
import { Problem } from './problem';
import { at } from './profile';
import { Screen } from './terminal';

/** `npm run rebuild -- licence standing`: the settings of the services are in the environment. */
async function main(args: readonly string[]): Promise<void> {
  const screen = new Screen();
  try {
    await run(screen, args);
  } catch (error) {
    screen.problem(error);
    process.exitCode = 1;
  }
}

async function run(screen: Screen, [name, fact, ...rest]: readonly string[]): Promise<void> {
  const service = SERVICES.find((each) => each === name);
  if (service === undefined || fact === undefined || rest.length > 0) {
    throw new Problem('Name a service and one of its facts: npm run rebuild -- licence standing.');
  }
  const copies = await copiesOf(service);
  const copy = copies.find((each) => each.name === fact);
  if (copy === undefined) {
    const known = copies.map((each) => each.name).join(', ') || 'none';
    throw new Problem(`The ${service} service keeps no copy called ${fact}; it keeps: ${known}.`);
  }
  const { province, problems } = readProvince(commandSetting('PROVINCE_FILE'));
  if (province === undefined) throw new Problem(problems.join('\n'));
  const { messages, rows } = await rebuild({
    copy,
    province: province.code,
    bus: busAccessOf(process.env),
    databaseUrl: commandSetting(`${service.toUpperCase()}_MIGRATOR_URL`),
    tell: (text) => screen.line(text),
  });
  screen.line(`${service} ${fact}: ${rows} rows from ${messages} messages.`);
}

async function copiesOf(service: ServiceName): Promise<ReturnType<typeof factsOf>> {
  const main = (await import(at('apps', service, 'dist', 'src', 'main.js'))) as {
    service: ServiceDefinition;
  };
  return factsOf(main.service.module);
}

void main(process.argv.slice(2));
