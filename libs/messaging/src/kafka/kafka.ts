import { Kafka, logLevel } from 'kafkajs';

import type { BusAccess } from './bus-access';
import { patchIdleTimers } from './idle-patch';
import { kafkaLog } from './kafka-log';

patchIdleTimers();

/** A client of the bus. Every request has its time-out; what goes on for longer is decided by whoever asks. */
export const kafkaClient = ({ brokers, ...access }: BusAccess, clientId: string): Kafka =>
  new Kafka({
    clientId,
    brokers: [...brokers],
    ...access,
    connectionTimeout: 1_000,
    requestTimeout: 10_000,
    retry: { initialRetryTime: 100, maxRetryTime: 1_000, retries: 5 },
    logLevel: logLevel.WARN,
    logCreator: () => kafkaLog(),
  });
