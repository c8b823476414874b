import { context, inSpan, isTraced, type Tx } from '@open122/service';

import { causation } from './causation';
import type { BatchHandler, EachHandler } from './handlers';
import type { Message, Refused } from './message';
import { processing } from './processing';

/** Work within a message's trace, so that logs and the events it says are tied to it. */
const within = <T>(handler: string, message: Message, work: () => Promise<T>): Promise<T> =>
  inSpan(processing(handler, [message]), ({ traceparent }) =>
    context.run({ traceparent, correlationId: message.correlation || message.id }, () =>
      causation.run(message.id, work),
    ),
  );

export const invoke = (handler: EachHandler, message: Message, tx: Tx): Promise<unknown> =>
  within(handler.id, message, async () => handler.handle(message, tx));

/** Several messages have no trace in common: their events name their causes. */
export function invokeBatch(
  handler: BatchHandler,
  messages: readonly Message[],
  tx: Tx,
): Promise<readonly Refused[]> {
  const [first, ...others] = messages;
  const work = (): Promise<readonly Refused[]> => handler.handle(messages, tx);
  if (first === undefined) return work();
  if (others.length === 0) return within(handler.id, first, work);
  if (!isTraced()) return work();
  return inSpan(processing(handler.id, messages), ({ traceparent }) => context.run({ traceparent }, work));
}
