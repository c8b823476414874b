import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { SERVICES, type ServiceName } from '@open122/contracts';
import { Metrics, type RunningService, type ServiceDefinition, startService } from '@open122/service';

import { at } from '../profile';
import { provinceFileOf } from '../province-file';
import { Secrets } from '../secrets';
import { settingsOf } from '../settings';

/** What the services tell: their metrics' series, each with the labels it may have, when we know them. */
export interface Exposed {
  readonly series: ReadonlyMap<string, ReadonlySet<string> | undefined>;
  /** What each service answers. */
  readonly texts: ReadonlyMap<ServiceName, string>;
}

const NOWHERE = '127.0.0.1:9';

/** Starts every service without a database, a broker or Redis, which they do not need to tell what they measure, and reads it. */
export async function exposed(): Promise<Exposed> {
  const folder = mkdtempSync(join(tmpdir(), 'open122-observability-'));
  const settings = settingsOf(
    {
      addresses: { postgres: `postgres://x@${NOWHERE}/x`, redis: `redis://${NOWHERE}`, kafka: NOWHERE },
      services: Object.fromEntries(
        SERVICES.map((service) => [service, new URL('http://127.0.0.1:0')]),
      ) as Record<ServiceName, URL>,
      listen: '127.0.0.1',
      province: 'he',
      provinceFile: provinceFileOf({}),
    },
    new Secrets({ secrets: folder }),
    {},
  );
  const running: RunningService[] = [];
  try {
    for (const name of SERVICES) running.push(await start(name, { ...settings, LOG_LEVEL: 'silent' }));
    const texts = await Promise.all(running.map(async (each) => [each.name, await read(each)] as const));
    const labels = running.flatMap(labelsOf);
    const names = texts.flatMap(([, text]) => [...text.matchAll(/^# TYPE (\S+) (\S+)$/gm)]);
    const series = names.flatMap(([, name = '', type]) =>
      seriesOf(name, type).map((each) => [each, labels.find(([known]) => known === name)?.[1]] as const),
    );
    return { series: new Map(series), texts: new Map(texts) };
  } finally {
    await Promise.all(running.map((service) => service.close()));
    rmSync(folder, { recursive: true });
  }
}

async function start(name: ServiceName, env: NodeJS.ProcessEnv): Promise<RunningService> {
  const { service } = (await import(at('apps', name, 'src', 'main'))) as { service: ServiceDefinition };
  return startService(service, env, { transport: false });
}
const read = async ({ url }: RunningService): Promise<string> => (await fetch(`${url}/metrics`)).text();
const seriesOf = (name: string, type = ''): string[] =>
  ['histogram', 'summary'].includes(type)
    ? [name, ...['bucket', 'sum', 'count'].map((part) => `${name}_${part}`)]
    : [name];
/** Of the service's own metrics; those of its process are of the client library. */
function labelsOf({ app }: RunningService): [name: string, labels: ReadonlySet<string>][] {
  const metrics = app.get(Metrics).registry.getMetricsAsArray() as unknown as {
    name: string;
    labelNames: string[];
  }[];
  return metrics.map(({ name, labelNames }) => [name, new Set(labelNames)]);
}
