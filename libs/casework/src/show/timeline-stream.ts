import { Injectable, Logger, type OnModuleInit } from '@nestjs/common';
import { Shutdown } from '@open122/service';
import type { FastifyReply } from 'fastify';

import type { TimelineEntryView } from '../views';

/** Wall milliseconds between two looks, between two signs of life, and until the client is to come again. */
const LOOK = 1_000;
const SIGN_OF_LIFE = 15_000;
/** Shorter than an access token lives, so that a stream never outlasts the right to read it. */
const LONGEST = 5 * 60_000;

type Read = (afterId: number) => Promise<TimelineEntryView[]>;

/** A timeline as server-sent events: what was written so far, then what comes; a client that comes back misses nothing. */
@Injectable()
export class TimelineStream implements OnModuleInit {
  private readonly log = new Logger(TimelineStream.name);
  private readonly streams = new Set<() => void>();

  constructor(private readonly shutdown: Shutdown) {}

  onModuleInit(): void {
    this.shutdown.on('consumers', () => {
      for (const close of this.streams) close();
    });
  }

  /** Reads once before it answers, so that a refusal is still a problem document. */
  async open(reply: FastifyReply, lastEventId: string | string[] | undefined, read: Read): Promise<void> {
    const since = typeof lastEventId === 'string' && /^\d{1,15}$/.test(lastEventId) ? Number(lastEventId) : 0;
    const first = await read(since);
    reply.hijack();
    reply.raw.writeHead(200, {
      'content-type': 'text/event-stream; charset=utf-8',
      'cache-control': 'no-store',
      'x-accel-buffering': 'no',
    });
    this.follow(reply, first, since, read);
  }

  private follow({ raw }: FastifyReply, first: TimelineEntryView[], since: number, read: Read): void {
    let seen = since;
    let quiet = 0;
    const write = (entries: TimelineEntryView[]) => {
      for (const entry of entries) {
        seen = entry.id;
        raw.write(`id: ${entry.id}\nevent: ${entry.event}\ndata: ${JSON.stringify(entry)}\n\n`);
      }
      quiet = entries.length > 0 ? 0 : quiet + LOOK;
      if (quiet >= SIGN_OF_LIFE) {
        raw.write(': still here\n\n');
        quiet = 0;
      }
    };
    let next: NodeJS.Timeout;
    const look = async () => {
      try {
        write(await read(seen));
      } catch (err) {
        // The client comes again by itself, with the id of the last entry it saw.
        this.log.warn({ err }, 'timeline stream ended early');
        close();
        return;
      }
      if (!raw.destroyed && !raw.writableEnded) next = setTimeout(() => void look(), LOOK);
    };
    const close = () => {
      clearTimeout(next);
      clearTimeout(end);
      this.streams.delete(close);
      raw.end();
    };
    const end = setTimeout(() => close(), LONGEST);
    this.streams.add(close);
    raw.on('close', close);
    raw.write('retry: 1000\n\n');
    write(first);
    next = setTimeout(() => void look(), LOOK);
  }
}
