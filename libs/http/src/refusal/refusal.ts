import type { Instant } from '@open122/contracts';

/** A text in both languages of the platform. */
export interface Words {
  readonly zh: string;
  readonly en: string;
}

/** Why something may not be done now (rules §2): the catalogue's reasons have this shape. */
export interface Reason {
  readonly code: string;
  readonly text: Words;
  /** The article or section it rests on. */
  readonly basis: string;
  /** What the person can do about it. */
  readonly cures: readonly Words[];
  /** When it ends by itself. */
  readonly until?: Instant;
}

/** One field that was refused. `pointer` is a JSON pointer in a URI fragment (RFC 6901 §6), `?name` for a query parameter. */
export interface FieldError {
  readonly pointer: string;
  readonly code: string;
  readonly words: Words;
}

export interface RefusalExtras {
  readonly reasons?: readonly Reason[];
  readonly errors?: readonly FieldError[];
  /** Seconds after which the same request may succeed. */
  readonly retryAfterSeconds?: number;
}

/** The platform says no, for a reason that the caller is told: a stable code, an HTTP status, a text in both languages. */
export class Refusal extends Error {
  readonly reasons: readonly Reason[] | undefined;
  readonly errors: readonly FieldError[] | undefined;
  readonly retryAfterSeconds: number | undefined;

  constructor(
    /** `<subject>.<reason>`, never reused for another meaning. */
    readonly code: string,
    readonly status: number,
    readonly words: Words,
    extras: RefusalExtras = {},
  ) {
    super(`${code}: ${words.en}`);
    this.name = 'Refusal';
    this.reasons = extras.reasons;
    this.errors = extras.errors;
    this.retryAfterSeconds = extras.retryAfterSeconds;
  }

  /** The same refusal that also says why or when. */
  with(extras: RefusalExtras): Refusal {
    return new Refusal(this.code, this.status, this.words, {
      ...(this.reasons && { reasons: this.reasons }),
      ...(this.errors && { errors: this.errors }),
      ...(this.retryAfterSeconds !== undefined && { retryAfterSeconds: this.retryAfterSeconds }),
      ...extras,
    });
  }
}

const fill = (text: string, params: Readonly<Record<string, string>>): string =>
  text.replaceAll(/\{(\w+)\}/g, (whole, name: string) => params[name] ?? whole);

/**
 * Declares a refusal of a service's `refusals.ts`: `refusal('licence.not-found', 404, '…', '…')`.
 * `{name}` in the texts is filled from the parameters of the call.
 */
export const refusal =
  (code: string, status: number, zh: string, en: string) =>
  (params: Readonly<Record<string, string>> = {}): Refusal =>
    new Refusal(code, status, { zh: fill(zh, params), en: fill(en, params) });
