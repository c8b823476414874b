import type { Operation, Parameter, PlatformDocument } from '../openapi/document';

/** Somebody who looks. */
export interface Looker {
  readonly role: string;
  readonly token: string | null;
}
export interface Look {
  readonly operation: string;
  readonly role: string;
  readonly status: number;
  readonly text: string;
}
/** By the names of parameters: what is there to be looked at. */
export type Known = Readonly<Record<string, readonly string[]>>;

const valuesOf = (
  document: PlatformDocument,
  known: Known,
  { name, schema = {} }: Parameter,
): readonly string[] => {
  const values = document.resolved(schema).enum as readonly string[] | undefined;
  return (Object.hasOwn(known, name) ? known[name] : values) ?? [];
};

/** Every path with each known value of its parameters. */
function pathsOf(operation: Operation, document: PlatformDocument, known: Known): string[] {
  return operation.parameters
    .filter((each) => each.in === 'path')
    .reduce(
      (paths, parameter) =>
        valuesOf(document, known, parameter).flatMap((value) =>
          paths.map((path) => path.replace(`{${parameter.name}}`, encodeURIComponent(value))),
        ),
      [operation.path],
    );
}

/** The queries without anything optional, and with each known value of an optional parameter alone. */
function queriesOf({ parameters }: Operation, document: PlatformDocument, known: Known): string[] {
  const query = parameters.filter((each) => each.in === 'query');
  const pair = (name: string, value: string) => `${name}=${encodeURIComponent(value)}`;
  const needed = query
    .filter((each) => each.required === true)
    .reduce(
      (queries, parameter) =>
        valuesOf(document, known, parameter).flatMap((value) =>
          queries.map((before) => `${before}&${pair(parameter.name, value)}`),
        ),
      [''],
    );
  const optional = query
    .filter((each) => each.required !== true)
    .flatMap((parameter) => valuesOf(document, known, parameter).map((value) => pair(parameter.name, value)));
  return needed.flatMap((before) => [before, ...optional.map((each) => `${before}&${each}`)]);
}

/** Asks for all there is to read, as everybody. */
export async function sweep(
  gateway: string,
  document: PlatformDocument,
  known: Known,
  lookers: readonly Looker[],
): Promise<Look[]> {
  const looks: Look[] = [];
  for (const operation of document.operations.filter(({ method }) => method === 'GET')) {
    const targets = pathsOf(operation, document, known).flatMap((path) =>
      queriesOf(operation, document, known).map((query) =>
        query === '' ? path : `${path}?${query.slice(1)}`,
      ),
    );
    for (const { role, token } of lookers) {
      const headers: Record<string, string> = token === null ? {} : { authorization: `Bearer ${token}` };
      looks.push(
        ...(await Promise.all(
          targets.map(async (target) => {
            const answer = await fetch(gateway + target, { headers });
            return { operation: operation.name, role, status: answer.status, text: await answer.text() };
          }),
        )),
      );
    }
  }
  return looks;
}

/** The operations that nobody got to see anything of. */
export function unseen(document: PlatformDocument, looks: readonly Look[]): string[] {
  const seen = new Set(looks.filter(({ status }) => status === 200).map(({ operation }) => operation));
  return document.operations
    .filter(({ method, name }) => method === 'GET' && !seen.has(name))
    .map(({ name }) => name);
}
