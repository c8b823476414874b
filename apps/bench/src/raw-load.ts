import { connect, type Socket } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';

import { quantile } from './figures';

/** Thrown away: connections, compilers and caches warm up. */
const WARM = 1_000;
const TICK = 2;

export interface RawLoad {
  readonly url: string;
  readonly requests: readonly {
    readonly path?: string;
    readonly headers?: Readonly<Record<string, unknown>>;
  }[];
  readonly connections: number;
  /** Milliseconds that are measured, after the warm-up. */
  readonly milliseconds: number;
  /** Requests a second; as many as are answered when left out. */
  readonly rate?: number;
}
export interface RawFigures {
  /** Requests that were sent a second. */
  readonly offered: number;
  /** By the first digit of their status: answers a second, and the 99th of a hundred in milliseconds. */
  readonly byStatus: Readonly<Record<string, { readonly perSecond: number; readonly p99: number }>>;
}

/**
 * Reads, over plain sockets with requests made in advance: a client that itself needs a fraction of what it asks for, for where more
 * is offered than can be done and both share the processors.
 */
export async function rawLoad({
  url,
  requests,
  connections,
  milliseconds,
  rate,
}: RawLoad): Promise<RawFigures> {
  const { hostname, port, host } = new URL(url);
  const texts = requests.map(({ path = '/', headers = {} }) => {
    const lines = Object.entries({ host, ...headers }).map(
      ([name, value]) => `${name}: ${String(value)}\r\n`,
    );
    return Buffer.from(`GET ${path} HTTP/1.1\r\n${lines.join('')}\r\n`);
  });
  const found = new Map<string, number[]>();
  const state = { measuring: false, stopped: false, sent: 0, next: 0 };
  const idle: Line[] = [];
  const answered = (line: Line, status: string, taken: number): void => {
    if (state.measuring) {
      const all = found.get(status);
      if (all === undefined) found.set(status, [taken]);
      else all.push(taken);
    }
    if (rate === undefined) send(line);
    else idle.push(line);
  };
  const send = (line: Line): void => {
    const text = texts[(state.next += 1) % texts.length];
    if (state.stopped || text === undefined) return;
    state.sent += 1;
    line.ask(text);
  };
  const lines = await Promise.all(
    Array.from({ length: connections }, () => Line.open(Number(port), hostname, answered)),
  );
  if (rate === undefined) lines.forEach(send);
  else idle.push(...lines);
  const began = performance.now();
  let due = 0;
  const ticking = setInterval(() => {
    if (rate === undefined) return;
    const wanted = ((performance.now() - began) / 1_000) * rate;
    // what nobody is free to send is not offered, and not made up for later
    for (; due < wanted; due += 1) {
      const line = idle.pop();
      if (line !== undefined) send(line);
    }
  }, TICK);
  await pause(WARM);
  state.measuring = true;
  const before = { sent: state.sent, at: performance.now() };
  await pause(milliseconds);
  const seconds = (performance.now() - before.at) / 1_000;
  const offered = (state.sent - before.sent) / seconds;
  state.stopped = true;
  clearInterval(ticking);
  for (const line of lines) line.close();
  const byStatus = [...found].map(
    ([status, all]) => [status, { perSecond: all.length / seconds, p99: quantile(all, 0.99) }] as const,
  );
  return { offered, byStatus: Object.fromEntries(byStatus) };
}

/** Told of each answer: the first digit of its status, and milliseconds. */
type Answered = (line: Line, status: string, taken: number) => void;

/** A connection with one request under way. */
class Line {
  #read = '';
  #asked = 0;

  private constructor(
    private readonly socket: Socket,
    answered: Answered,
  ) {
    socket.setNoDelay(true).setEncoding('latin1');
    socket.on('data', (text: string) => {
      this.#read += text;
      if (!isWhole(this.#read)) return;
      const [status, taken] = [this.#read.slice(9, 10), performance.now() - this.#asked];
      this.#read = '';
      answered(this, status, taken);
    });
    // one that is cut is one fewer: what it would have sent is not offered
    socket.on('error', () => undefined);
  }
  static open(port: number, host: string, answered: Answered): Promise<Line> {
    return new Promise((resolve, reject) => {
      const socket = connect(port, host, () => resolve(new Line(socket, answered)));
      socket.once('error', reject);
    });
  }
  ask(text: Buffer): void {
    this.#asked = performance.now();
    this.socket.write(text);
  }
  close(): void {
    this.socket.destroy();
  }
}

function isWhole(text: string): boolean {
  const head = text.indexOf('\r\n\r\n');
  if (head < 0) return false;
  const length = /\r\ncontent-length: (\d+)/i.exec(text.slice(0, head));
  return length === null ? text.endsWith('\r\n0\r\n\r\n') : text.length >= head + 4 + Number(length[1]);
}
