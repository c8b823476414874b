/** Something the person at the terminal can mend: printed as one sentence, without a stack. */
export class Problem extends Error {}

/** The sentence for a failure: a Problem's own words, the stack of anything else. */
export function sentence(error: unknown): string {
  if (error instanceof Problem) return error.message;
  if (error instanceof Error) return error.stack ?? error.message;
  return String(error);
}
