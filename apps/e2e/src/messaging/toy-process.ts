import { topicName } from '@open122/contracts';
import { armCrashPoint } from '@open122/messaging';
import { boot } from '@open122/service';

import { textbookConsumer, textbookProducer } from './textbook';
import { toyBatchConsumer, toyConsumer } from './toy-consumer';
import { toyProducer } from './toy-producer';

export const TOYS = [
  'producer',
  'consumer',
  'batch-consumer',
  'textbook-producer',
  'textbook-consumer',
] as const;
export type ToyName = (typeof TOYS)[number];

/** A process of the fault tests, to be killed: `node bundle.js consumer`. */
export function main(name: string | undefined): void {
  // whoever started it is gone: nothing may stay behind
  process.once('disconnect', () => process.exit(1));
  switch (TOYS.find((each) => each === name)) {
    case 'producer':
      return boot(toyProducer);
    case 'consumer':
      return boot(toyConsumer);
    case 'batch-consumer':
      return boot(toyBatchConsumer);
    case 'textbook-producer':
      return textbook(textbookProducer, process.env.FULFILMENT_DATABASE_URL);
    case 'textbook-consumer':
      return textbook(textbookConsumer, process.env.BLACKLIST_DATABASE_URL);
    case undefined:
      throw new Error(`name one of ${TOYS.join(', ')}`);
  }
}

function textbook(run: typeof textbookConsumer, databaseUrl = ''): void {
  const { OPEN122_CRASH, KAFKA_BROKERS = '', TOY_PROVINCE = '' } = process.env;
  if (OPEN122_CRASH) armCrashPoint('textbook', OPEN122_CRASH, false);
  run({
    databaseUrl,
    brokers: KAFKA_BROKERS.split(','),
    changes: topicName(TOY_PROVINCE, 'fulfilment.handover'),
    consequences: topicName(TOY_PROVINCE, 'blacklist.standing'),
  }).catch((error: unknown) => {
    process.stderr.write(`${String(error)}\n`, () => process.exit(1));
  });
}
