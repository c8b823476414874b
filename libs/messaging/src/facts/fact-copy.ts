import { type EventDefinition, type TopicName, topics, topicsOf } from '@open122/contracts';

/** A local copy of another service's fact (design §5): a table, fed from a compacted topic, guarded by version. */
export interface FactCopy {
  /** Names the copy for `npm run rebuild -- <service> <fact>`. */
  readonly name: string;
  readonly event: EventDefinition<never>;
  readonly topic: TopicName;
  readonly table: string;
  /** The column that holds the aggregate's id, the table's primary key. */
  readonly key: string;
  /** Every column of the table but `version bigint`. */
  readonly columns: Readonly<Record<string, (data: never) => unknown>>;
}

/** Declares a local copy. The table has the columns named and `version bigint not null`; a deleted fact has no row. */
export function factCopy<D>(copy: {
  name: string;
  event: EventDefinition<D>;
  table: string;
  columns: Record<string, (data: D) => unknown>;
  key: string;
}): FactCopy {
  const event = copy.event as unknown as EventDefinition<never>;
  const topic = topicsOf(event).find((each) => topics[each].kind === 'fact');
  if (topic === undefined) throw new Error(`${copy.event.type} is on no fact topic`);
  if (!(copy.key in copy.columns)) throw new Error(`the key of ${copy.table} is none of its columns`);
  return { ...copy, event, topic };
}
