import { Injectable } from '@nestjs/common';
import { collectDefaultMetrics, Gauge, register as ofProcess, Registry } from 'prom-client';

/** The process's own figures are measured once however many services share it. */
function measureProcess(): void {
  if (ofProcess.getSingleMetric('nodejs_version_info') === undefined) collectDefaultMetrics();
}

export interface GaugeDefinition {
  name: string;
  help: string;
  labelNames?: readonly string[];
}
export type Reading = readonly [value: number, labels: Readonly<Record<string, string>>];
/** One number is of a gauge without labels; undefined is not known. */
export type Readings = number | readonly Reading[] | undefined;

/** The metrics of one service; each service in a process has its own registry. */
@Injectable()
export class Metrics {
  readonly registry = new Registry();
  readonly contentType = this.registry.contentType;

  constructor() {
    measureProcess();
  }
  /** A gauge that is read when it is scraped, and absent while it is not known. */
  gauge({ name, help, labelNames = [] }: GaugeDefinition, read: () => Readings | Promise<Readings>): void {
    const gauge: Gauge = new Gauge({
      name,
      help,
      labelNames,
      registers: [this.registry],
      collect: async () => {
        const readings = await read();
        gauge.reset();
        // a reset gauge without labels would tell 0
        if (labelNames.length === 0) gauge.remove();
        for (const [value, labels] of asList(readings)) gauge.set(labels, value);
      },
    });
  }
  /** Prometheus text: the process's own figures, then this service's. */
  async text(): Promise<string> {
    return `${await ofProcess.metrics()}\n${await this.registry.metrics()}`;
  }
}

const asList = (readings: Readings): readonly Reading[] =>
  typeof readings === 'number' ? [[readings, {}]] : (readings ?? []);
