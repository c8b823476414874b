import { type DynamicModule, Module } from '@nestjs/common';
import type { Province } from '@open122/contracts';
import { Clock, Database, PROVINCE, ServiceConfig, TRANSPORT, type Values } from '@open122/service';

import { Bus } from './bus';
import { BusServer } from './bus-server';
import { BusStart } from './bus-start';
import { Burial } from './consume/burial';
import { Handlers } from './consume/handlers';
import { armCrashPoint } from './crash-point';
import type { FactCopy } from './facts/fact-copy';
import { FACTS } from './facts/facts-of';
import { type BusAccess, busAccess } from './kafka/bus-access';
import { kafkaClient } from './kafka/kafka';
import type { messagingSettings } from './messaging.config';
import { Outbox } from './outbox/outbox';
import { Relay } from './outbox/relay';
import { Sender } from './outbox/sender';
import { DeadLetters } from './replay/dead-letters';
import { FollowClock } from './status/follow-clock';
import { Meters } from './status/meters';
import { Watch } from './status/watch';
import { WatchGauges } from './status/watch-gauges';

export interface MessagingOptions {
  /** The local copies of other services' facts that this service keeps. */
  facts?: readonly FactCopy[];
}

type Config = ServiceConfig<typeof messagingSettings>;
type Settings = Values<typeof messagingSettings>;

const accessOf = ({ service, values }: Config): BusAccess => busAccess(service, values);

const handlers = {
  provide: Handlers,
  inject: [ServiceConfig],
  useFactory: ({ service }: Config) => new Handlers(service),
};
const relay = {
  provide: Relay,
  inject: [ServiceConfig, Database, Outbox, PROVINCE, Meters],
  useFactory: (config: Config, database: Database, outbox: Outbox, province: Province, meters: Meters) => {
    const kafka = kafkaClient(accessOf(config), `${province.code}.${config.service}.relay`);
    const made = new Relay(database, new Sender(kafka), meters, config.values.DATABASE_URL);
    outbox.wakes(() => made.wake());
    return made;
  },
};
const bus = {
  provide: Bus,
  inject: [ServiceConfig, PROVINCE, Clock, Database, Meters, Handlers, FACTS],
  useFactory: (
    config: Config,
    { code: province, sandbox }: Province,
    clock: Clock,
    database: Database,
    meters: Meters,
    known: Handlers,
    facts: readonly FactCopy[],
  ) => {
    const { service, values } = config;
    const access = accessOf(config);
    arm(service, values, !sandbox && values.NODE_ENV === 'production');
    return new Bus({
      ...{ service, province, clock, database, meters, facts, handlers: known },
      kafka: kafkaClient(access, `${province}.${service}`),
      followClock: sandbox ? new FollowClock(clock, { bus: access, province, service }) : undefined,
      burial: new Burial(province, clock, meters),
    });
  },
};
const deadLetters = {
  provide: DeadLetters,
  inject: [ServiceConfig, Clock, Database, Meters, Handlers, FACTS],
  useFactory: (
    { service }: Config,
    clock: Clock,
    database: Database,
    meters: Meters,
    known: Handlers,
    facts: readonly FactCopy[],
  ) => new DeadLetters({ service, clock, meters, facts, handlers: known }, database),
};
const server = {
  provide: TRANSPORT,
  inject: [Bus, Relay, Handlers, BusStart],
  useFactory: (made: Bus, relays: Relay, known: Handlers, begun: BusStart) =>
    new BusServer(made, relays, known, begun),
};

function arm(service: string, { OPEN122_CRASH }: Settings, production: boolean): void {
  if (OPEN122_CRASH !== undefined) armCrashPoint(service, OPEN122_CRASH, production);
}

/** The bus of a service (design §5). Its handlers are controllers with `@On`; its settings contain `messagingSettings`. */
@Module({})
export class MessagingModule {
  static forRoot({ facts = [] }: MessagingOptions = {}): DynamicModule {
    return {
      module: MessagingModule,
      global: true,
      providers: [
        { provide: FACTS, useValue: facts },
        ...[BusStart, Meters, Outbox, handlers, relay, bus, server, Watch, WatchGauges, deadLetters],
      ],
      exports: [BusStart, Outbox, DeadLetters],
    };
  }
}
