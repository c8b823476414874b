import type { Database, Tx } from '@open122/service';

const SAVE = `insert into fact_progress (fact, partition, position) values ($1, $2, $3)
  on conflict (fact, partition) do update set position = excluded.position`;
/** In the transaction of the facts themselves: the copy knows by itself how far it has come. */
export const saveProgress = (tx: Tx, fact: string, partition: number, position: number): Promise<unknown> =>
  tx.run('fact-progress.save', SAVE, [fact, partition, position]);

const LOAD = 'select partition, position from fact_progress where fact = $1';
/** The next position to read, by partition; a partition that is missing was never read. */
export const loadProgress = async (database: Database, fact: string): Promise<Map<number, number>> => {
  const rows = await database.run<{ partition: number; position: number }>('fact-progress.load', LOAD, [
    fact,
  ]);
  return new Map(rows.map(({ partition, position }) => [partition, position]));
};
