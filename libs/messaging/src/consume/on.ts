import { type ArgumentsHost, Catch, type ExceptionFilter, UseFilters } from '@nestjs/common';
import { Ctx, EventPattern, Payload } from '@nestjs/microservices';
import type { EventDefinition } from '@open122/contracts';

/** What {@link On} hands to the strategy. */
export interface Subscription {
  readonly events: readonly EventDefinition<never>[];
}

/** Nest's own RPC filter turns an exception into an Observable nobody reads; the strategy must see it. */
@Catch()
class Rethrow implements ExceptionFilter {
  catch(error: unknown, _host: ArgumentsHost): never {
    throw error;
  }
}
const rethrow = new Rethrow();

/**
 * A method of a controller that handles events of process topics, once each:
 * `(message: Message<…>, tx: Tx) => Promise<void>`. What it writes with `tx`, its inbox row and the events it says are one
 * transaction, which it may share with other messages: it refuses (`IgnoredByRule`) before its first write, and has no
 * effect but through `tx`.
 * @param handlerId `<service>.<slice>`, never changed: the inbox knows by it what was handled
 */
// payloads differ in type: the method's own parameter says what it takes
export function On(handlerId: string, ...events: readonly object[]): MethodDecorator {
  return (target, name, descriptor) => {
    Payload()(target, name, 0);
    Ctx()(target, name, 1);
    EventPattern(handlerId, { events } satisfies Record<keyof Subscription, unknown>)(
      target,
      name,
      descriptor,
    );
    UseFilters(rethrow)(target, name, descriptor);
  };
}
