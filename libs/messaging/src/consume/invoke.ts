import { context, continueTrace, type Tx } from '@open122/service';

import { causation } from './causation';
import type { BatchHandler, EachHandler } from './handlers';
import type { Message, Refused } from './message';

/** Work within a message's trace, so that logs and the events it says are tied to it. */
const within = <T>({ id, traceparent, correlation }: Message, work: () => T): T =>
  context.run({ traceparent: continueTrace(traceparent), correlationId: correlation || id }, () =>
    causation.run(id, work),
  );

export const invoke = (handler: EachHandler, message: Message, tx: Tx): Promise<unknown> =>
  within(message, () => handler.handle(message, tx));

/** Several messages have no trace in common: their events name their causes. */
export function invokeBatch(
  handler: BatchHandler,
  messages: readonly Message[],
  tx: Tx,
): Promise<readonly Refused[]> {
  const [first, ...others] = messages;
  const work = (): Promise<readonly Refused[]> => handler.handle(messages, tx);
  return first !== undefined && others.length === 0 ? within(first, work) : work();
}
