import type { ServiceName } from '@open122/contracts';
import type { Clock, Database } from '@open122/service';

import type { Meters } from '../status/meters';
import type { Burial } from './burial';
import type { Task } from './by-key';
import type { Handlers } from './handlers';
import type { Pair } from './inbox.store';
import type { Taken } from './intake';

/** What dealing with process topics needs. */
export interface ProcessParts {
  service: ServiceName;
  database: Database;
  clock: Clock;
  handlers: Handlers;
  burial: Burial;
  meters: Meters;
}
/** How a message ended for a handler. */
export type Result = 'handled' | 'duplicate' | 'ignored' | 'dead';

export const pairOf = ({ message, handler }: Task): Pair => ({ handler: handler.id, eventId: message.id });

export const tasksOf = (each: Taken, handlers: Handlers): Task[] =>
  each.kind === 'event' ? handlers.of(each.event).map((handler) => ({ message: each.message, handler })) : [];
