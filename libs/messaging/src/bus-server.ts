import { Server, type CustomTransportStrategy, type MessageHandler } from '@nestjs/microservices';

import type { Bus } from './bus';
import type { BusStart } from './bus-start';
import type { Handlers } from './consume/handlers';
import type { Subscription } from './consume/on';
import type { Relay } from './outbox/relay';

/** Nest's view of the bus: its `@EventPattern` handlers, but offsets, retries and shutdown are ours (design §5). */
export class BusServer extends Server implements CustomTransportStrategy {
  constructor(
    readonly bus: Bus,
    private readonly relay: Relay,
    private readonly handlers: Handlers,
    private readonly begun: BusStart,
  ) {
    super();
  }

  /** Nest would chain handlers of one pattern and run the second although the first threw. */
  override addHandler(
    pattern: unknown,
    callback: MessageHandler,
    isEventHandler = false,
    extras: Partial<Subscription> = {},
  ): void {
    const id = this.normalizePattern(pattern as string);
    const { events, batch = false } = extras;
    if (!isEventHandler || events === undefined) throw new Error(`${id} is not declared with @On`);
    this.handlers.add(id, { events, batch }, callback as never);
  }
  override listen(callback: () => void): void {
    this.relay.start();
    this.bus.start();
    this.begun.begin();
    callback();
  }
  override close(): Promise<void> {
    return this.bus.close();
  }
  override on(): void {
    throw new Error('the bus tells its condition by Health');
  }
  override unwrap<T>(): T {
    return this.bus as T;
  }
}
