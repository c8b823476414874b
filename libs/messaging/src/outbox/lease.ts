import { Client } from 'pg';

/** The class of our advisory locks, and one of them. */
const LOCKS = 122;
const CONNECT = 2_000;
const STATEMENT = 5_000;
/** A holder that says nothing for so long is frozen: the server takes the lock from it. */
const SILENCE = 5_000;
const BEAT = 1_000;

/** A connection of its own that holds a lock for as long as it lives: whoever has it is the only one of its kind. */
export class Lease {
  #client: Client | undefined;
  #beat: NodeJS.Timeout | undefined;
  /** When the server last answered, as performance.now() tells. */
  #heard = 0;

  constructor(
    private readonly url: string,
    /** Names the lock within its database. */
    private readonly name: string,
    private readonly lost: () => void,
  ) {}

  get held(): boolean {
    return this.#client !== undefined;
  }
  /** Whether the server may have taken the lock meanwhile: we have heard nothing for about as long as it waits. */
  get doubtful(): boolean {
    return performance.now() - this.#heard > SILENCE - BEAT;
  }
  /** True when the lock is ours now. Throws when the database is away. */
  async take(channel: string, notified: () => void): Promise<boolean> {
    if (this.#client !== undefined) return true;
    const client = new Client({
      connectionString: this.url,
      application_name: this.name,
      connectionTimeoutMillis: CONNECT,
      query_timeout: STATEMENT,
      keepAlive: true,
      options: `-c idle_session_timeout=${SILENCE}`,
    });
    // the lock went with the connection; whoever asks next is told by `held`
    const gone = (): void => {
      if (this.#client !== client) return;
      this.#client = undefined;
      clearInterval(this.#beat);
      this.lost();
    };
    client.on('error', gone);
    client.on('end', gone);
    client.on('notification', notified);
    await client.connect();
    try {
      const { rows } = await client.query<{ taken: boolean }>(
        'select pg_try_advisory_lock($1, hashtext($2)) as taken',
        [LOCKS, this.name],
      );
      if (rows[0]?.taken !== true) {
        await client.end();
        return false;
      }
      await client.query(`listen ${channel}`);
    } catch (error) {
      await client.end().catch(() => undefined);
      throw error;
    }
    this.#client = client;
    const heard = (): void => void (this.#heard = performance.now());
    heard();
    const beat = (): void => {
      // the holder's own statements tell as much; a failing beat is told by the connection's own end
      if (performance.now() - this.#heard > BEAT) client.query('select 1').then(heard, () => undefined);
    };
    this.#beat = setInterval(beat, BEAT);
    return true;
  }
  /** A statement of the holder: fails when the lease is lost, so that nobody acts on a lock he no longer has. */
  async run<R>(name: string, text: string, values: readonly unknown[]): Promise<R[]> {
    if (this.#client === undefined) throw new Error('Connection terminated: the lease is lost');
    const { rows } = await this.#client.query({ name, text, values: [...values] });
    this.#heard = performance.now();
    return rows as R[];
  }
  async release(): Promise<void> {
    const client = this.#client;
    this.#client = undefined;
    clearInterval(this.#beat);
    await client?.end().catch(() => undefined);
  }
}
