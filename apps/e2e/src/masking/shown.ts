import type { Operation, PlatformDocument } from '../openapi/document';
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

/** One line for each thing that an exception lets through, to be compared with what was found. */
export const linesOf = (exceptions: readonly Exception[]): string[] =>
  exceptions
    .flatMap(({ operation, shows, to }) =>
      shows.flatMap((kind) => to.map((role) => `${operation} shows ${role} the ${kind}`)),
    )
    .sort();

export const lineOf = (operation: string, kind: Kind, role: string): string =>
  `${operation} shows ${role} the ${kind}`;

/** The operation of the document that a request was for. */
export function operationFor(
  document: PlatformDocument,
  method: string,
  target: string,
): Operation | undefined {
  const segments = (target.split('?', 1)[0] ?? '').split('/');
  const fits = ({ path }: Operation): boolean => {
    const parts = path.split('/');
    return (
      parts.length === segments.length &&
      parts.every((part, at) => part.startsWith('{') || part === segments[at])
    );
  };
  const found = document.operations.filter((each) => each.method === method && fits(each));
  // `/v1/sandbox/sms` before `/v1/{x}/sms`
  return found.sort((a, b) => a.path.split('{').length - b.path.split('{').length)[0];
}
