import type { EventDefinition } from './event';
import { AccountClosed } from './events/account';
import * as application from './events/application';
import { AuditSealed } from './events/audit';
import { LicenceConsentAsked } from './events/consent';
import { DocumentDue } from './events/document';
import {
  AccountChanged,
  ClockMoved,
  GrantChanged,
  LicenceChanged,
  StandingChanged,
  VehicleChanged,
} from './events/facts';
import { handoverEvents } from './events/handover';
import { ListingLifted, LiftingRefused } from './events/lifting';
import { SessionsEnded } from './events/session';
import { VehicleUseAsked, VehicleUseBegan, VehicleUseEnded } from './events/use';
import type { ServiceName } from './ids';

/**
 * `fact`: full state of an aggregate, compacted, guarded by its version, feeds local copies.
 * `process`: what happened, kept 30 days, triggers work behind an inbox.
 */
export interface Topic {
  readonly kind: 'fact' | 'process';
  readonly producer: ServiceName;
  readonly consumers: readonly ServiceName[];
  readonly partitions: number;
  readonly events: readonly EventDefinition<never>[];
}

const applicationEvents = Object.values(application).filter((each) => 'type' in each && 'key' in each);

/** Every topic of a province; the full name is `<province>.<topic>.v1`, its dead letters `….v1.dead-letter`. */
export const topics = {
  'licence.licence': topic('fact', 'licence', [], 4, [LicenceChanged]),
  'vehicle.vehicle': topic('fact', 'vehicle', [], 4, [VehicleChanged]),
  'blacklist.standing': topic('fact', 'blacklist', ['licence', 'vehicle'], 4, [StandingChanged]),
  'blacklist.lifting': topic('process', 'blacklist', ['identity'], 4, [ListingLifted, LiftingRefused]),
  'identity.account': topic('fact', 'identity', ['vehicle'], 4, [AccountChanged]),
  'identity.closure': topic('process', 'identity', ['licence', 'vehicle'], 4, [AccountClosed]),
  // one partition: the gateway follows it by number
  'identity.session': topic('process', 'identity', ['gateway'], 1, [SessionsEnded]),
  'identity.grant': topic('fact', 'identity', ['licence', 'vehicle'], 4, [GrantChanged]),
  'gateway.clock': topic(
    'fact',
    'gateway',
    ['identity', 'licence', 'vehicle', 'fulfilment', 'blacklist', 'gateway'],
    1,
    [ClockMoved],
  ),
  'licence.application': topic('process', 'licence', ['identity'], 4, applicationEvents),
  'vehicle.application': topic('process', 'vehicle', ['identity'], 4, applicationEvents),
  'licence.consent': topic('process', 'licence', ['identity'], 4, [LicenceConsentAsked]),
  'licence.document': topic('process', 'licence', ['fulfilment'], 4, [DocumentDue]),
  'vehicle.document': topic('process', 'vehicle', ['fulfilment'], 4, [DocumentDue]),
  'vehicle.use': topic('process', 'vehicle', ['identity'], 4, [
    VehicleUseAsked,
    VehicleUseBegan,
    VehicleUseEnded,
  ]),
  'fulfilment.handover': topic(
    'process',
    'fulfilment',
    ['licence', 'vehicle', 'blacklist', 'identity'],
    4,
    handoverEvents,
  ),
  'identity.audit': auditTopic('identity', 'gateway'),
  'licence.audit': auditTopic('licence', 'gateway'),
  'vehicle.audit': auditTopic('vehicle', 'gateway'),
  'fulfilment.audit': auditTopic('fulfilment', 'gateway'),
  'blacklist.audit': auditTopic('blacklist', 'gateway'),
  'gateway.audit': auditTopic('gateway', 'identity'),
} as const satisfies Record<string, Topic>;

export type TopicName = keyof typeof topics;

function topic(
  kind: Topic['kind'],
  producer: ServiceName,
  consumers: readonly ServiceName[],
  partitions: number,
  events: readonly object[],
): Topic {
  return { kind, producer, consumers, partitions, events: events as readonly EventDefinition<never>[] };
}

/** The heads of a service's audit, for the one that keeps them. */
function auditTopic(producer: ServiceName, witness: ServiceName): Topic {
  return topic('process', producer, [witness], 1, [AuditSealed]);
}

/** Full Kafka name of a topic in a province: `he.fulfilment.handover.v1`. */
export const topicName = (province: string, topic: TopicName): string => `${province}.${topic}.v1`;
/** Its twin for what could not be handled. */
export const deadLetterTopic = (province: string, topic: TopicName): string =>
  `${topicName(province, topic)}.dead-letter`;

/** Whether a service hears what is said on a topic. */
export const hears = (service: ServiceName, topic: TopicName): boolean =>
  (topics[topic].consumers as readonly ServiceName[]).includes(service);

/** The topics that carry an event; more than one for events that both owner services publish. */
export const topicsOf = (event: EventDefinition<never>): TopicName[] =>
  (Object.keys(topics) as TopicName[]).filter((name) => topics[name].events.includes(event));
