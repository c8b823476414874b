import { Logger } from '@nestjs/common';
import { type LogEntry, logLevel } from 'kafkajs';

const logger = new Logger('Kafka');
const QUIET = 5_000;
/** Said at every start; the relay sends the same batch again with the same producer, so nothing is invalidated. */
const EXPECTED = /^Limiting retries for the idempotent producer/;

/** kafkajs's log in ours: no level above warn, because it goes on by itself, and each text at most every five seconds. */
export function kafkaLog(): (entry: LogEntry) => void {
  const told = new Map<string, number>();
  return ({ level, namespace, log }) => {
    if (EXPECTED.test(log.message)) return;
    const now = Date.now();
    if ((told.get(log.message) ?? 0) > now - QUIET) return;
    if (told.size > 200) told.clear();
    told.set(log.message, now);
    const entry = {
      namespace,
      broker: log.broker as unknown,
      cause: log.error as unknown,
      event: log.message,
    };
    if (level <= logLevel.WARN) logger.warn(entry, 'Kafka');
    else logger.debug(entry, 'Kafka');
  };
}
