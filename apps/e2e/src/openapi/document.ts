export type Schema = Readonly<Record<string, unknown>>;

export interface Parameter {
  readonly name: string;
  readonly in: 'path' | 'query' | 'header';
  readonly required?: boolean;
  readonly schema?: Schema;
}
interface Content {
  readonly schema?: Schema;
}
export interface Response {
  readonly content?: Readonly<Record<string, Content>>;
}

/** An operation as the platform's document has it. */
export interface Operation {
  /** `GET /v1/me`. */
  readonly name: string;
  readonly method: string;
  /** With its `{…}`. */
  readonly path: string;
  /** Who may, in the words of the policies. */
  readonly allow: readonly string[];
  readonly parameters: readonly Parameter[];
  readonly body: { readonly type: string; readonly schema: Schema } | null;
  readonly responses: Readonly<Record<string, Response>>;
}

interface Told {
  readonly 'x-allow'?: readonly string[];
  readonly 'x-missing'?: readonly string[];
  readonly parameters?: readonly Parameter[];
  readonly requestBody?: Response;
  readonly responses: Readonly<Record<string, Response>>;
}
interface Document {
  readonly 'x-missing'?: readonly string[];
  readonly paths: Readonly<Record<string, Readonly<Record<string, Told>>>>;
  readonly components: { readonly schemas: Readonly<Record<string, Schema>> };
}

function operationOf(path: string, method: string, told: Told): Operation {
  const [content] = Object.entries(told.requestBody?.content ?? {});
  return {
    name: `${method.toUpperCase()} ${path}`,
    method: method.toUpperCase(),
    path,
    allow: told['x-allow'] ?? [],
    parameters: told.parameters ?? [],
    body: content === undefined ? null : { type: content[0], schema: content[1].schema ?? {} },
    responses: told.responses,
  };
}

/** The platform's OpenAPI document, as anybody gets it from the gateway. */
export class PlatformDocument {
  readonly operations: readonly Operation[];
  readonly schemas: Readonly<Record<string, Schema>>;

  private constructor({ paths, components }: Document) {
    this.schemas = components.schemas;
    this.operations = Object.entries(paths).flatMap(([path, methods]) =>
      Object.entries(methods).map(([method, told]) => operationOf(path, method, told)),
    );
  }

  /** Waits until no service's part is missing. */
  static async of(gateway: string): Promise<PlatformDocument> {
    for (let tries = 0; tries < 20; tries += 1) {
      const document = (await (await fetch(`${gateway}/openapi.json`)).json()) as Document;
      if (document['x-missing'] === undefined) return new PlatformDocument(document);
      await new Promise((resolve) => setTimeout(resolve, 1_000));
    }
    throw new Error('parts of the document are missing');
  }

  /** A schema with what it refers to by name in its place. */
  resolved(schema: Schema): Schema {
    const reference = schema.$ref ?? (schema.allOf as Schema[] | undefined)?.[0]?.$ref;
    if (typeof reference !== 'string') return schema;
    return this.schemas[reference.replace('#/components/schemas/', '')] ?? {};
  }
}
