import { context, continueTrace, type Tx } from '@open122/service';

import { causation } from './causation';
import type { Handler } from './handlers';
import type { Message } from './message';

/** Calls a handler within the message's trace, so that logs and the events it says are tied to it. */
export const invoke = (handler: Handler, message: Message, tx: Tx): Promise<void> =>
  context.run(
    { traceparent: continueTrace(message.traceparent), correlationId: message.correlation || message.id },
    () => causation.run(message.id, () => handler.handle(message, tx)),
  );
