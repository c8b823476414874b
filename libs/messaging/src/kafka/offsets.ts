import type { Admin } from 'kafkajs';

/** First position kept and first one not yet written, of a partition. */
export interface Ends {
  low: number;
  end: number;
}

/** By partition. */
export async function endsOf(admin: Admin, topic: string): Promise<Map<number, Ends>> {
  const partitions = await admin.fetchTopicOffsets(topic);
  return new Map(
    partitions.map(({ partition, low, high }) => [partition, { low: Number(low), end: Number(high) }]),
  );
}

/** Whether reading has come so far, given the next position to read; undefined: nothing read yet. */
export const reached = ({ low, end }: Ends, position: number | undefined): boolean =>
  end <= low || (position ?? 0) >= end;
