/** Why a dead letter is not dealt with as asked. */
export type WhyNot =
  | 'unknown'
  /** Somebody else is at it. */
  | 'in-progress'
  | 'replayed'
  | 'discarded'
  /** Poison that is poison still. */
  | 'still-invalid'
  /** Nobody in this service handles such messages any more. */
  | 'handler-gone'
  /** A copy of facts cannot tell whether the letter is older than what it knows: it is to be rebuilt. */
  | 'rebuild';

/** A dead letter is not replayed or discarded; nothing was written. */
export class CannotReplay extends Error {
  constructor(
    readonly why: WhyNot,
    /** More of it for a person, e.g. a poison's cause. */
    readonly detail = '',
  ) {
    super(`the dead letter is not dealt with: ${why} ${detail}`.trimEnd());
    this.name = 'CannotReplay';
  }
}
