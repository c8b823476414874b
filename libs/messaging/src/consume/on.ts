import { type ArgumentsHost, Catch, type ExceptionFilter, UseFilters } from '@nestjs/common';
import { Ctx, EventPattern, Payload } from '@nestjs/microservices';
import type { EventDefinition } from '@open122/contracts';

/** What {@link On} hands to the strategy. */
export interface Subscription {
  readonly events: readonly EventDefinition<never>[];
  /** The method takes a slice's messages as an array. */
  readonly batch: boolean;
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
export const On = (handlerId: string, ...events: readonly object[]): MethodDecorator =>
  subscribed(handlerId, events, false);

/**
 * As {@link On}, for a hot topic: the method takes what is fresh of a slice at once, in order, and writes it in one statement:
 * `(messages: readonly Message<…>[], tx: Tx) => Promise<readonly Refused[] | void>`. It answers which of them it refuses by a rule,
 * and leaves those out of what it writes. When the slice fails it is called again with one message at a time. An event that it
 * says names its cause (`About.cause`).
 */
export const OnBatch = (handlerId: string, ...events: readonly object[]): MethodDecorator =>
  subscribed(handlerId, events, true);

const subscribed =
  (handlerId: string, events: readonly object[], batch: boolean): MethodDecorator =>
  (target, name, descriptor) => {
    Payload()(target, name, 0);
    Ctx()(target, name, 1);
    EventPattern(handlerId, { events, batch } satisfies Record<keyof Subscription, unknown>)(
      target,
      name,
      descriptor,
    );
    UseFilters(rethrow)(target, name, descriptor);
  };
