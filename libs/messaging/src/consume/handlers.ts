import {
  type EventDefinition,
  hears,
  type ServiceName,
  type TopicName,
  topics,
  topicsOf,
} from '@open122/contracts';
import type { Tx } from '@open122/service';
import { isObservable, lastValueFrom } from 'rxjs';

import type { Message, Refused } from './message';
import type { Subscription } from './on';

/** A handler as Nest wrapped it: guards, pipes and filters are inside. */
type Callback = (messages: never, tx: Tx) => Promise<unknown>;

/** Takes one message at a time. */
export interface EachHandler {
  readonly id: string;
  readonly batch: false;
  handle(message: Message, tx: Tx): Promise<unknown>;
}
/** Takes all that is fresh of a slice; answers what it refuses by a rule. */
export interface BatchHandler {
  readonly id: string;
  readonly batch: true;
  handle(messages: readonly Message[], tx: Tx): Promise<readonly Refused[]>;
}
export type Handler = EachHandler | BatchHandler;

/** Which handlers of a service take which events. Several may take the same; they run in the order of their declaration. */
export class Handlers {
  readonly #ids = new Set<string>();
  readonly #byEvent = new Map<object, Handler[]>();
  readonly #topics = new Set<TopicName>();

  constructor(private readonly service: ServiceName) {}

  /** Throws when the contracts do not let this service hear such events. */
  add(id: string, { events, batch }: Subscription, callback: Callback): void {
    if (this.#ids.has(id)) throw new Error(`two handlers are called ${id}`);
    if (!id.startsWith(`${this.service}.`))
      throw new Error(`the handler ${id} is not named after ${this.service}`);
    this.#ids.add(id);
    const handle = async (given: unknown, tx: Tx) => settle(await callback(given as never, tx));
    const handler: Handler = batch
      ? { id, batch, handle: async (messages, tx) => ((await handle(messages, tx)) ?? []) as Refused[] }
      : { id, batch, handle };
    for (const event of events) {
      this.#subscribe(id, event);
      this.#byEvent.set(event, [...(this.#byEvent.get(event) ?? []), handler]);
    }
  }
  of(event: EventDefinition<never>): readonly Handler[] {
    return this.#byEvent.get(event) ?? [];
  }
  get topics(): readonly TopicName[] {
    return [...this.#topics];
  }

  #subscribe(id: string, event: EventDefinition<never>): void {
    const heard = topicsOf(event).filter(
      (topic) => topics[topic].kind === 'process' && hears(this.service, topic),
    );
    if (heard.length === 0)
      throw new Error(`${id} cannot hear ${event.type}: no process topic for ${this.service}`);
    for (const topic of heard) this.#topics.add(topic);
  }
}

/** Interceptors make an Observable of a result; nothing happens until somebody subscribes. */
const settle = (result: unknown): unknown =>
  isObservable(result) ? lastValueFrom(result, { defaultValue: undefined }) : result;
