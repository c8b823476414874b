import type { Person } from '../story/cast';

/** What is masked in every answer by default (design §6). */
export type Kind = 'ID number' | 'mobile' | 'name';

/** Where an answer shows it in full, and to whom. */
export interface Exception {
  readonly operation: string;
  readonly shows: readonly Kind[];
  readonly to: readonly string[];
  readonly why: string;
}

/** What of a person a text tells in full. */
export function shownOf({ documentNumber, mobile, name }: Person, text: string): Kind[] {
  const all = { 'ID number': documentNumber, mobile, name };
  return (Object.keys(all) as Kind[]).filter((kind) => text.includes(all[kind]));
}

export const lineOf = (operation: string, kind: Kind, role: string): string =>
  `${operation} shows ${role} the ${kind}`;

/** One line for each thing that an exception lets through, to be compared with what was found. */
export const linesOf = (exceptions: readonly Exception[]): string[] =>
  exceptions
    .flatMap(({ operation, shows, to }) =>
      shows.flatMap((kind) => to.map((role) => lineOf(operation, kind, role))),
    )
    .sort();
