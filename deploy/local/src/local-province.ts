import { execFile } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';

import { SERVICES, type ServiceName } from '@open122/contracts';
import { request } from 'undici';

import type { Recipe } from './child';
import { LOOPBACK } from './ports';
import { Problem } from './problem';
import { at, settingsFile } from './profile';
import type { Prepared } from './prepare';
import { provinceCode, provinceFileOf, writeProvinceFile } from './province-file';
import { type Places, type ServiceSettings, settingsOf, urlOf } from './settings';
import { FIRST_SERVICE_PORT, type LocalStack } from './stack';

const run = promisify(execFile);
/** The gateway first: its address is the one people type. */
const PORT_ORDER: readonly ServiceName[] = [
  'gateway',
  ...SERVICES.filter((service) => service !== 'gateway'),
];
/** All services in one process. */
export const HOST = 'services';

export interface ProvinceOptions {
  /** A process per service instead of one for all. */
  readonly separate?: boolean;
  /** Separate services from the files they were compiled to, which a profile tells apart, instead of one file each. */
  readonly files?: boolean;
  /** Added to the services' settings, e.g. LOG_LEVEL or OPEN122_CRASH. */
  readonly env?: Readonly<Record<string, string>>;
}

/** A province's services on a local stack. Their processes are the stack's children: killed, restarted, stopped there. */
export class LocalProvince {
  private places: Places | undefined;
  private made: ServiceSettings | undefined;

  constructor(
    private readonly stack: LocalStack,
    private readonly options: ProvinceOptions = {},
  ) {}

  /** The settings of all services. */
  get settings(): ServiceSettings {
    if (this.made === undefined) throw new Error('The province has not been prepared.');
    return this.made;
  }

  url(service: ServiceName): string {
    if (this.places === undefined) throw new Error('The province has not been prepared.');
    return urlOf(service, this.places);
  }

  /** Ports, secrets, databases, migrations, topics: after it any service can be started. */
  async prepare(): Promise<Prepared> {
    const env = { ...this.stack.env, ...this.options.env };
    const { addresses, profile, secrets } = this.stack;
    const original = provinceFileOf(env);
    const provinceFile = writeProvinceFile(profile, original, secrets.signingKey('sandbox-courier'));
    const places = {
      addresses,
      services: await this.takePorts(),
      listen: LOOPBACK,
      province: provinceCode(original),
      provinceFile,
    };
    this.places = places;
    this.made = { ...settingsOf(places, secrets, env), ...this.options.env };
    writeFileSync(settingsFile(profile), JSON.stringify(this.made, null, 2), { mode: 0o600 });
    const step = this.stack.terminal.step('databases');
    try {
      const prepared = await this.runPrepare();
      step.done(describe(prepared));
      return prepared;
    } catch (error) {
      step.fail('');
      throw error;
    }
  }

  /** Starts services (all of them when none is named), and waits until they are ready. */
  async start(services: readonly ServiceName[] = SERVICES): Promise<void> {
    if (this.options.separate) await Promise.all(services.map((service) => this.startOne(service)));
    else
      await this.startStep(HOST, this.recipe(HOST, ['deploy', 'local', 'dist', 'src', 'host.js'], services));
    this.stack.publish('GATEWAY_URL', this.url('gateway'));
  }

  private async startOne(service: ServiceName): Promise<void> {
    await this.startStep(
      service,
      this.recipe(
        service,
        ['apps', service, 'dist', 'src', this.options.files ? 'main.js' : 'bundle.js'],
        [service],
      ),
    );
  }

  private async startStep(name: string, recipe: Recipe): Promise<void> {
    const step = this.stack.terminal.step(name);
    try {
      await this.stack.run(recipe);
      step.done(name === HOST ? `${SERVICES.length} services in one process` : this.url(name as ServiceName));
    } catch (error) {
      step.fail('');
      throw error;
    }
  }

  private recipe(name: string, program: string[], services: readonly ServiceName[]): Recipe {
    return {
      name,
      file: process.execPath,
      args: ['--enable-source-maps', at(...program), ...(name === HOST ? services : [])],
      cwd: at(),
      env: { ...this.stack.env, ...this.settings },
      log: join(this.stack.profile.logs, `${name}.log`),
      isReady: async () =>
        (await Promise.all(services.map((each) => isReady(this.url(each))))).every(Boolean),
      readyWithinMs: 60_000,
      pollMs: 100,
      stopSignal: 'SIGTERM',
      graceMs: 5_000,
    };
  }

  private async takePorts(): Promise<Record<ServiceName, URL>> {
    const services = {} as Record<ServiceName, URL>;
    for (const [index, service] of PORT_ORDER.entries()) {
      const port = await this.stack.port(service, FIRST_SERVICE_PORT + index);
      services[service] = new URL(`http://${LOOPBACK}:${port}`);
    }
    return services;
  }

  /** In a process of its own: it loads TypeORM and the Kafka client, which this one needs for nothing else. */
  private async runPrepare(): Promise<Prepared> {
    const { postgres } = this.stack.addresses;
    const admin = postgres === null ? {} : { DATABASE_URL: postgres };
    const env = { ...this.stack.env, ...this.settings, ...admin };
    const program = at('deploy', 'local', 'dist', 'src', 'prepare.js');
    const { stdout } = await run(process.execPath, ['--enable-source-maps', program], {
      env,
      cwd: at(),
      signal: this.stack.signal,
    }).catch((error: { stderr?: string; message: string }) => {
      throw new Problem(
        `Databases and topics could not be prepared: ${error.stderr?.trim() || error.message}`,
      );
    });
    return JSON.parse(stdout.trim().split('\n').at(-1) ?? '') as Prepared;
  }
}

async function isReady(url: string): Promise<boolean> {
  const { statusCode, body } = await request(`${url}/health/ready`, {
    headersTimeout: 2_000,
    bodyTimeout: 2_000,
  });
  await body.dump();
  return statusCode === 200;
}

function describe({ databases, migrations, topics, acls }: Prepared): string {
  const counted = [
    [databases.length, 'databases'],
    [migrations.length, 'migrations'],
    [topics.length, 'topics'],
    [acls?.made ?? 0, 'ACLs'],
  ] as const;
  const made = counted.filter(([count]) => count > 0).map(([count, what]) => `${count} ${what} new`);
  return made.length === 0 ? 'up to date' : made.join(', ');
}
