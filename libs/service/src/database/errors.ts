/** What is asked for cannot be had now, and may be a moment later: a request is answered 503, a consumer waits (design §5). */
export class Unavailable extends Error {}

/** Why nothing could be asked of the database: it is away, full, shutting down or was never reached. */
export class DatabaseAway extends Unavailable {
  constructor(cause?: unknown) {
    super('the database is away', { cause });
  }
}

interface Coded {
  code?: unknown;
  driverError?: unknown;
  errors?: unknown;
  message?: unknown;
}

/** Five characters, of which one is a digit: `EPIPE` is none. */
const SQLSTATE = /^(?=.*\d)[0-9A-Z]{5}$/;
/** Connection, resources, operator intervention, idle in transaction, and a lock held longer than we wait. */
const UNAVAILABLE = /^(08...|53...|57...|40...|25P03|55P03)$/;
const RETRIED = /^(40001|40P01)$/;
const NETWORK = new Set([
  ...['ECONNREFUSED', 'ECONNRESET', 'ECONNABORTED', 'EPIPE', 'ETIMEDOUT', 'ENOTFOUND', 'EAI_AGAIN'],
  ...['EHOSTUNREACH', 'ENETUNREACH', 'ENOENT'],
]);
/** pg, pg-pool and TypeORM tell these by message alone. */
const MESSAGES =
  /^(Connection terminated|timeout exceeded when trying to connect|Client (has encountered|was closed)|Query read timeout|Cannot use a pool after|Query runner already released|QueryRunnerAlreadyReleased)/i;

const asCoded = (error: unknown): Coded | undefined =>
  typeof error === 'object' && error !== null ? error : undefined;

/** The SQLSTATE of a pg or TypeORM error; undefined when the error did not come from PostgreSQL. */
export function sqlState(error: unknown): string | undefined {
  const coded = asCoded(error);
  if (coded === undefined) return undefined;
  if (typeof coded.code === 'string' && SQLSTATE.test(coded.code)) return coded.code;
  return coded.driverError === undefined ? undefined : sqlState(coded.driverError);
}

/** Infrastructure is away or overloaded: waiting may help, the request itself is not at fault. */
export function isUnavailable(error: unknown): boolean {
  const coded = asCoded(error);
  if (coded === undefined) return false;
  if (error instanceof Unavailable || UNAVAILABLE.test(sqlState(error) ?? '')) return true;
  if (NETWORK.has(String(coded.code)) || MESSAGES.test(String(coded.message))) return true;
  const inner: unknown[] = Array.isArray(coded.errors) ? coded.errors : [coded.driverError];
  return inner.some(isUnavailable);
}

/** Serialisation failure or deadlock: the same transaction may well succeed when run again. */
export const isRetried = (error: unknown): boolean => RETRIED.test(sqlState(error) ?? '');

/** A prepared statement outlived a change of its table: the connection has to be made anew. */
export const isStalePlan = (error: unknown): boolean =>
  sqlState(error) === '0A000' && /cached plan/.test(String(asCoded(error)?.message));
